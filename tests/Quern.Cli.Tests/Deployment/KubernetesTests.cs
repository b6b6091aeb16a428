using System.Text.RegularExpressions;
using Quern.Cli.Commands;
using Quern.Cli.Projects;

namespace Quern.Cli.Tests.Deployment;

/// <summary>The manifests, held against each other and against what the program has: of servers with a store of their own, and of readers of Redis.</summary>
public sealed partial class KubernetesTests
{
    private const string Folder = "deploy/kubernetes";

    public static TheoryData<string> Workloads => ["StatefulSet", "Deployment"];

    [Theory]
    [InlineData("/server", "v1 Service quern,v1 Service quern-each,apps/v1 StatefulSet quern,autoscaling/v2 HorizontalPodAutoscaler quern,networking.k8s.io/v1 NetworkPolicy quern,policy/v1 PodDisruptionBudget quern,v1 ConfigMap quern")]
    [InlineData("/readers", "v1 Service quern-reader,apps/v1 Deployment quern-reader,autoscaling/v2 HorizontalPodAutoscaler quern-reader,networking.k8s.io/v1 NetworkPolicy quern-reader,policy/v1 PodDisruptionBudget quern-reader")]
    [InlineData("/workers", "apps/v1 Deployment quern-worker,autoscaling/v2 HorizontalPodAutoscaler quern-worker,networking.k8s.io/v1 NetworkPolicy quern-worker,policy/v1 PodDisruptionBudget quern-worker")]
    public void Kustomization_HasEveryManifest(string folder, string things)
    {
        var all = Deployed.Documents($"{Folder}{folder}/kustomization.yaml").Single();
        var patches = all.List("patches").Select(patch => patch.Text("path")).Where(path => path.Length > 0);
        var there = Directory.GetFiles(Deployed.PathOf(Folder + folder)).Select(file => Path.GetFileName(file)!).Except(["kustomization.yaml"]);
        // Another folder must be beside this one: one around it would have itself in it, which kustomize refuses.
        var others = all.List("resources").Cast<string>().Where(file => !file.EndsWith(".yaml", StringComparison.Ordinal)).ToArray();
        others.ShouldBe(folder == "/readers" ? ["../server"] : []);
        all.List("resources").Cast<string>().Except(others).Concat(patches).Order(StringComparer.Ordinal).ShouldBe(there.Order(StringComparer.Ordinal));
        Manifests.Of(folder).All.Select(thing => $"{thing.Text("apiVersion")} {thing.Text("kind")} {thing.Text("metadata.name")}").ShouldBe(things.Split(','), ignoreOrder: true);
        // What is patched is what there is.
        foreach (var patch in all.List("patches").Select(patch => patch.Text("patch")).Where(text => text.Length > 0).Select(Deployed.Parse).Concat(patches.Select(path => Deployed.Documents($"{Folder}{folder}/{path}").Single())))
            Manifests.Of("/server").All.ShouldContain(thing => thing.Text("kind") == patch.Text("kind") && thing.Text("metadata.name") == patch.Text("metadata.name"));
    }

    [Theory, MemberData(nameof(Workloads))]
    public void Containers_AreConfined(string workload)
    {
        var pod = Manifests.With(workload).Pod;
        (pod.Text("securityContext.runAsNonRoot"), pod.Text("securityContext.runAsUser"), pod.Text("securityContext.fsGroup"), pod.Text("automountServiceAccountToken")).ShouldBe(("true", Deployed.User, Deployed.User, "false"));
        foreach (var container in Manifests.With(workload).Containers)
        {
            var name = container.Text("name");
            (container.Text("securityContext.readOnlyRootFilesystem"), container.Text("securityContext.allowPrivilegeEscalation")).ShouldBe(("true", "false"), name);
            container.List("securityContext.capabilities.drop").ShouldBe(["ALL"], name);
            container.Text("resources.limits.memory").ShouldNotBeEmpty(name);
            container.List("volumeMounts").Where(mount => mount.Text("readOnly") != "true").Select(mount => mount.Text("mountPath")).ShouldBe([Dockerfile.Shipped.Last("quern", "VOLUME"), "/tmp"], name);
            container.Text("image").ShouldBe("quern-project:latest", name);
            foreach (var program in container.List("command").Cast<string>().Where(word => word.StartsWith('/'))) IsScript(program, name);
        }
    }

    [Theory, MemberData(nameof(Workloads))]
    public void Mounts_AreOfVolumesThatThereAre(string workload)
    {
        var all = Manifests.With(workload);
        var volumes = all.Pod.List("volumes").Select(volume => volume.Text("name")).Concat(all.Workload.List("spec.volumeClaimTemplates").Select(claim => claim.Text("metadata.name"))).ToArray();
        foreach (var mount in all.Containers.SelectMany(container => container.List("volumeMounts"))) volumes.ShouldContain(mount.Text("name"));
        all.Pod.List("volumes").Single(volume => volume.Text("name") == "settings").Text("configMap.name").ShouldBe(Manifests.Of("/server").One("ConfigMap").Text("metadata.name"));
    }

    [Theory, MemberData(nameof(Workloads))]
    public void Server_IsStartedByACommandThatThereIs_AndListensOnItsPorts(string workload)
    {
        var all = Manifests.With(workload);
        string[] arguments = [.. all.Server.List("args").Cast<string>()];
        QuernCommand.Create().Parse(arguments).Errors.ShouldBeEmpty();
        arguments.Contains("--read-only").ShouldBe(workload == "Deployment");
        all.Server.List("ports").Select(port => int.Parse(port.Text("containerPort"), System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(arguments.Where(argument => argument.StartsWith("http", StringComparison.Ordinal)).Select(url => new Uri(url).Port));
        var names = all.Server.List("ports").Select(port => port.Text("name")).ToArray();
        foreach (var port in all.Services.SelectMany(service => service.List("spec.ports"))) names.ShouldContain(port.Text("targetPort"));
        foreach (var port in all.One("NetworkPolicy").List("spec.ingress").SelectMany(rule => rule.List("ports"))) names.ShouldContain(port.Text("port"));
    }

    [Theory, MemberData(nameof(Workloads))]
    public void Probes_AndPrometheus_AskRoutesThatThereAre(string workload)
    {
        var all = Manifests.With(workload);
        foreach (var (probe, route) in new[] { ("startupProbe", "/health"), ("readinessProbe", "/health"), ("livenessProbe", "/v1/clock") })
        {
            Deployed.Routes.ShouldContain(route);
            (all.Server.Text($"{probe}.httpGet.path"), all.Server.Text($"{probe}.httpGet.port")).ShouldBe((route, "http"));
        }

        var told = all.Workload.Map("spec.template.metadata.annotations");
        Deployed.Routes.ShouldContain((string)told["prometheus.io/path"]);
        all.Server.List("ports").Select(port => port.Text("containerPort")).ShouldContain((string)told["prometheus.io/port"]);
    }

    [Theory, MemberData(nameof(Workloads))]
    public void Selectors_ChooseThePods_AndNoOthers(string workload)
    {
        var all = Manifests.With(workload);
        var labels = all.Workload.Map("spec.template.metadata.labels");
        foreach (var selector in all.Services.Select(service => service.Map("spec.selector"))
            .Concat([all.Workload.Map("spec.selector.matchLabels"), all.One("PodDisruptionBudget").Map("spec.selector.matchLabels"), all.One("NetworkPolicy").Map("spec.podSelector.matchLabels")]))
        {
            selector.ShouldNotBeEmpty();
            foreach (var (name, value) in selector) labels[name].ShouldBe(value);
        }

        // Of two with one label each would take the other's pods for its own.
        new[] { "StatefulSet", "Deployment" }.Select(one => (string)Manifests.With(one).Workload.Map("spec.selector.matchLabels").Values.Single()).ShouldBeUnique();
        if (workload == "StatefulSet") all.Services.ShouldContain(service => service.Text("metadata.name") == all.Workload.Text("spec.serviceName") && service.Text("spec.clusterIP") == "None");
    }

    [Theory, MemberData(nameof(Workloads))]
    public void Autoscaler_ScalesThem_ByAMetricThatIsMadeOfOurs(string workload)
    {
        var all = Manifests.With(workload);
        var scaler = all.One("HorizontalPodAutoscaler");
        (scaler.Text("spec.scaleTargetRef.kind"), scaler.Text("spec.scaleTargetRef.name")).ShouldBe((workload, all.Workload.Text("metadata.name")));
        // One that names a number would set it back at each apply.
        all.Workload.At("spec.replicas").ShouldBeNull();
        var rules = Deployed.Documents($"{Folder}/prometheus-adapter.yaml").Single().List("rules.custom");
        scaler.List("spec.metrics").Select(metric => metric.Text("pods.metric.name")).Where(name => name.Length > 0).ShouldBe(["quern_read_p99_seconds"]);
        foreach (var folder in new[] { "/server", "/readers", "/workers" })
            foreach (var name in Manifests.Of(folder).One("HorizontalPodAutoscaler").List("spec.metrics").Select(metric => metric.Text("pods.metric.name")).Where(name => name.Length > 0))
                rules.Select(rule => rule.Text("name.as")).ShouldContain(name, folder);
        foreach (var text in rules.SelectMany(rule => new[] { rule.Text("seriesQuery"), rule.Text("metricsQuery") }))
            Metric().Matches(text).Select(match => match.Value.Replace("_bucket", "", StringComparison.Ordinal)).ShouldAllBe(name => Deployed.Metrics.Contains(name), text);
        scaler.List("spec.metrics").Select(metric => metric.Text("containerResource.container")).Where(name => name.Length > 0).ShouldBe([all.Server.Text("name")]);
    }

    [Fact]
    public void Workers_AreStartedByTheirCommand_AndConfinedAsReadersAre()
    {
        var all = Manifests.Of("/workers");
        var workers = all.Workload;
        var readers = Manifests.With("Deployment");
        var container = workers.List("spec.template.spec.containers").Single();
        string[] arguments = [.. container.List("args").Cast<string>()];
        QuernCommand.Create().Parse(arguments).Errors.ShouldBeEmpty();
        (container.List("ports").Single().Text("containerPort"), (string)workers.Map("spec.template.metadata.annotations")["prometheus.io/port"]).ShouldBe((PortOf(arguments), PortOf(arguments)));
        foreach (var (probe, route) in new[] { ("startupProbe", "/v1/clock"), ("readinessProbe", "/health"), ("livenessProbe", "/v1/clock") })
            (container.Text($"{probe}.httpGet.path"), container.Text($"{probe}.httpGet.port")).ShouldBe((route, container.List("ports").Single().Text("name")));
        all.One("NetworkPolicy").List("spec.ingress").Single().List("ports").Single().Text("port").ShouldBe(container.List("ports").Single().Text("name"));
        foreach (var selector in new[] { all.One("PodDisruptionBudget").Map("spec.selector.matchLabels"), all.One("NetworkPolicy").Map("spec.podSelector.matchLabels") })
            selector.ShouldBe(workers.Map("spec.selector.matchLabels"), ignoreOrder: true);
        var scaler = all.One("HorizontalPodAutoscaler");
        (scaler.Text("spec.scaleTargetRef.kind"), scaler.Text("spec.scaleTargetRef.name")).ShouldBe(("Deployment", workers.Text("metadata.name")));
        scaler.List("spec.metrics").Select(metric => metric.Text("pods.metric.name")).Where(name => name.Length > 0).ShouldBe(["quern_worker_lag"]);
        workers.At("spec.replicas").ShouldBeNull();
        foreach (var setting in new[] { "runAsNonRoot", "runAsUser", "fsGroup" })
            workers.Text($"spec.template.spec.securityContext.{setting}").ShouldBe(readers.Workload.Text($"spec.template.spec.securityContext.{setting}"));
        (container.Text("image"), container.Text("securityContext.readOnlyRootFilesystem")).ShouldBe(("quern-project:latest", "true"));
        workers.Map("spec.selector.matchLabels").ShouldBe(workers.Map("spec.template.metadata.labels"), ignoreOrder: true);
        // A pod of one must not be taken for a pod of the other.
        workers.Map("spec.selector.matchLabels").Values.Single().ShouldNotBe(readers.Workload.Map("spec.selector.matchLabels").Values.Single());
        var volumes = workers.List("spec.template.spec.volumes").Select(volume => volume.Text("name")).ToArray();
        foreach (var mount in container.List("volumeMounts")) volumes.ShouldContain(mount.Text("name"));

        static string PortOf(string[] arguments) => new Uri(arguments[^1]).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Settings_AreThoseOfTheProgram()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, ProjectFile.Name);
        File.WriteAllText(path, (string)Manifests.Of("/server").One("ConfigMap").Map("data")[ProjectFile.Name]);
        ProjectFile.Read(path, []).Objectives.ShouldNotBeEmpty();
        File.WriteAllText(path, (string)Deployed.Documents($"{Folder}/readers/settings.yaml").Single().Map("data")[ProjectFile.Name]);
        ProjectFile.Read(path, []).Online.ShouldNotBeNull().Address.ShouldBe("redis:6379");
    }

    [Theory, MemberData(nameof(Workloads))]
    public void Secrets_AreReferredTo_AndNamedByTheGuide(string workload)
    {
        var all = Manifests.With(workload);
        all.All.ShouldNotContain(thing => thing.Text("kind") == "Secret");
        var guide = Deployed.Read("docs/guide/deployment.md");
        foreach (var variable in all.Containers.SelectMany(container => container.List("env")))
        {
            variable.Text("valueFrom.secretKeyRef.key").ShouldBe(variable.Text("name"));
            guide.ShouldContain($"env:{variable.Text("name")}");
            guide.ShouldContain($"kubectl create secret generic {variable.Text("valueFrom.secretKeyRef.name")} ");
        }
    }

    /// <summary>Whether a program of the image is one of the scripts that are put there.</summary>
    internal static void IsScript(string program, string where)
    {
        program.ShouldStartWith("/opt/quern/", Case.Sensitive, where);
        DockerfileTests.Scripts.ShouldContain(program["/opt/quern/".Length..], where);
    }

    [GeneratedRegex(@"\bquern_\w+")]
    private static partial Regex Metric();

    /// <summary>The manifests of a folder.</summary>
    private sealed record Manifests(IReadOnlyList<Dictionary<object, object>> All)
    {
        public Dictionary<object, object> Workload => All.Single(thing => thing.Text("kind") is "StatefulSet" or "Deployment");

        public Dictionary<object, object> Pod => Workload.Map("spec.template.spec");

        public IEnumerable<object> Containers => Pod.List("initContainers").Concat(Pod.List("containers"));

        public object Server => Pod.List("containers").Single(container => container.Text("name") == "quern");

        public IEnumerable<Dictionary<object, object>> Services => All.Where(thing => thing.Text("kind") == "Service");

        public static Manifests With(string workload) => Of(workload == "StatefulSet" ? "/server" : "/readers");

        public static Manifests Of(string folder) =>
            new([.. Deployed.Documents($"{Folder}{folder}/kustomization.yaml").Single().List("resources").Cast<string>().Where(file => file.EndsWith(".yaml", StringComparison.Ordinal)).SelectMany(file => Deployed.Documents($"{Folder}{folder}/{file}"))]);

        public Dictionary<object, object> One(string kind) => All.Single(thing => thing.Text("kind") == kind);
    }
}
