using System.Text.RegularExpressions;
using Quern.Cli.Commands;
using Quern.Cli.Projects;

namespace Quern.Cli.Tests.Deployment;

/// <summary>The manifests, held against each other and against what the program has.</summary>
public sealed partial class KubernetesTests
{
    private const string Folder = "deploy/kubernetes";

    private static readonly string[] Files = [.. Deployed.Documents($"{Folder}/kustomization.yaml").Single().List("resources").Cast<string>()];
    private static readonly Dictionary<object, object>[] Things = [.. Files.SelectMany(file => Deployed.Documents($"{Folder}/{file}"))];
    private static readonly Dictionary<object, object> Set = One("StatefulSet");
    private static readonly Dictionary<object, object> Pod = Set.Map("spec.template.spec");

    private static IEnumerable<object> Containers => Pod.List("initContainers").Concat(Pod.List("containers"));

    private static object Server => Pod.List("containers").Single(container => container.Text("name") == "quern");

    [Fact]
    public void Kustomization_HasEveryManifest()
    {
        var there = Directory.GetFiles(Deployed.PathOf(Folder)).Select(file => Path.GetFileName(file)!).Except(["kustomization.yaml", "prometheus-adapter.yaml"]);
        Files.Order(StringComparer.Ordinal).ShouldBe(there.Order(StringComparer.Ordinal));
        Things.Select(thing => $"{thing.Text("apiVersion")} {thing.Text("kind")} {thing.Text("metadata.name")}").Order(StringComparer.Ordinal).ShouldBe(
            ["apps/v1 StatefulSet quern", "autoscaling/v2 HorizontalPodAutoscaler quern", "networking.k8s.io/v1 NetworkPolicy quern", "policy/v1 PodDisruptionBudget quern", "v1 ConfigMap quern", "v1 Service quern", "v1 Service quern-each"]);
    }

    [Fact]
    public void Containers_AreConfined()
    {
        (Pod.Text("securityContext.runAsNonRoot"), Pod.Text("securityContext.runAsUser"), Pod.Text("securityContext.fsGroup"), Pod.Text("automountServiceAccountToken")).ShouldBe(("true", Deployed.User, Deployed.User, "false"));
        foreach (var container in Containers)
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

    [Fact]
    public void Mounts_AreOfVolumesThatThereAre()
    {
        var volumes = Pod.List("volumes").Select(volume => volume.Text("name")).Concat(Set.List("spec.volumeClaimTemplates").Select(claim => claim.Text("metadata.name"))).ToArray();
        foreach (var mount in Containers.SelectMany(container => container.List("volumeMounts"))) volumes.ShouldContain(mount.Text("name"));
        Pod.List("volumes").Single(volume => volume.Text("name") == "settings").Text("configMap.name").ShouldBe(One("ConfigMap").Text("metadata.name"));
    }

    [Fact]
    public void Server_IsStartedByACommandThatThereIs_AndListensOnItsPorts()
    {
        string[] arguments = [.. Server.List("args").Cast<string>()];
        var asked = QuernCommand.Create().Parse(arguments);
        asked.Errors.ShouldBeEmpty();
        var listening = arguments.Where(argument => argument.StartsWith("http", StringComparison.Ordinal)).Select(url => new Uri(url).Port);
        Server.List("ports").Select(port => int.Parse(port.Text("containerPort"), System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(listening);
        var names = Server.List("ports").Select(port => port.Text("name")).ToArray();
        foreach (var port in Things.Where(thing => thing.Text("kind") == "Service").SelectMany(service => service.List("spec.ports"))) names.ShouldContain(port.Text("targetPort"));
        foreach (var port in One("NetworkPolicy").List("spec.ingress").SelectMany(rule => rule.List("ports"))) names.ShouldContain(port.Text("port"));
    }

    [Theory]
    [InlineData("startupProbe", "/health")]
    [InlineData("readinessProbe", "/health")]
    [InlineData("livenessProbe", "/v1/clock")]
    public void Probes_AskRoutesThatThereAre(string probe, string route)
    {
        Deployed.Routes.ShouldContain(route);
        (Server.Text($"{probe}.httpGet.path"), Server.Text($"{probe}.httpGet.port")).ShouldBe((route, "http"));
    }

    [Fact]
    public void Prometheus_IsToldOfARouteAndAPortThatThereAre()
    {
        var told = Set.Map("spec.template.metadata.annotations");
        Deployed.Routes.ShouldContain((string)told["prometheus.io/path"]);
        Server.List("ports").Select(port => port.Text("containerPort")).ShouldContain((string)told["prometheus.io/port"]);
    }

    [Fact]
    public void Selectors_ChooseThePods()
    {
        var labels = Set.Map("spec.template.metadata.labels");
        var selectors = new[] { Set.Map("spec.selector.matchLabels"), One("PodDisruptionBudget").Map("spec.selector.matchLabels"), One("NetworkPolicy").Map("spec.podSelector.matchLabels") }
            .Concat(Things.Where(thing => thing.Text("kind") == "Service").Select(service => service.Map("spec.selector")));
        foreach (var selector in selectors)
        {
            selector.ShouldNotBeEmpty();
            foreach (var (name, value) in selector) labels[name].ShouldBe(value);
        }

        Things.Where(thing => thing.Text("kind") == "Service").ShouldContain(service => service.Text("metadata.name") == Set.Text("spec.serviceName") && service.Text("spec.clusterIP") == "None");
    }

    [Fact]
    public void Autoscaler_ScalesTheSet_ByAMetricThatIsMadeOfOurs()
    {
        var scaler = One("HorizontalPodAutoscaler");
        (scaler.Text("spec.scaleTargetRef.kind"), scaler.Text("spec.scaleTargetRef.name")).ShouldBe(("StatefulSet", Set.Text("metadata.name")));
        // One that names a number would set it back at each apply.
        Set.At("spec.replicas").ShouldBeNull();
        var asked = scaler.List("spec.metrics").Select(metric => metric.Text("pods.metric.name")).Where(name => name.Length > 0);
        var rules = Deployed.Documents($"{Folder}/prometheus-adapter.yaml").Single().List("rules.custom");
        asked.ShouldBe(rules.Select(rule => rule.Text("name.as")));
        foreach (var text in rules.SelectMany(rule => new[] { rule.Text("seriesQuery"), rule.Text("metricsQuery") }))
            Metric().Matches(text).Select(match => match.Value.Replace("_bucket", "", StringComparison.Ordinal)).ShouldAllBe(name => Deployed.Metrics.Contains(name), text);
        scaler.List("spec.metrics").Select(metric => metric.Text("containerResource.container")).Where(name => name.Length > 0).ShouldBe([Server.Text("name")]);
    }

    [Fact]
    public void Settings_AreThoseOfTheProgram()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, ProjectFile.Name);
        File.WriteAllText(path, (string)One("ConfigMap").Map("data")[ProjectFile.Name]);
        ProjectFile.Read(path).Objectives.ShouldNotBeEmpty();
    }

    [Fact]
    public void Secrets_AreReferredTo_AndNamedByTheGuide()
    {
        Things.ShouldNotContain(thing => thing.Text("kind") == "Secret");
        var guide = Deployed.Read("docs/guide/deployment.md");
        foreach (var variable in Containers.SelectMany(container => container.List("env")))
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

    private static Dictionary<object, object> One(string kind) => Things.Single(thing => thing.Text("kind") == kind);

    [GeneratedRegex(@"\bquern_\w+")]
    private static partial Regex Metric();
}
