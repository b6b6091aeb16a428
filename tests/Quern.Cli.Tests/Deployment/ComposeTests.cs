using System.Text.RegularExpressions;

namespace Quern.Cli.Tests.Deployment;

/// <summary>The services of one machine.</summary>
public sealed partial class ComposeTests
{
    private static readonly Dictionary<object, object> File = Deployed.Documents("deploy/compose.yaml").Single();

    private static IEnumerable<KeyValuePair<object, object>> Ours => File.Map("services").Where(service => service.Value.Text("image") == "quern-project");

    [Fact]
    public void Ours_AreConfined_AndShareOneVolume()
    {
        Ours.Select(service => (string)service.Key).ShouldBe(["prepare", "quern", "refresh", "worker"]);
        foreach (var (name, service) in Ours)
        {
            service.Text("read_only").ShouldBe("true", (string)name);
            service.List("cap_drop").ShouldBe(["ALL"]);
            service.List("security_opt").ShouldBe(["no-new-privileges:true"]);
            service.List("tmpfs").ShouldBe(["/tmp"]);
            service.List("volumes").ShouldBe([$"quern-data:{Dockerfile.Shipped.Last("quern", "VOLUME")}"]);
        }
    }

    [Fact]
    public void WhatIsNamed_IsThere()
    {
        foreach (var (name, service) in Ours)
        {
            if (service.Text("build.target") is { Length: > 0 } target) Dockerfile.Shipped.With(target).ShouldNotBeEmpty(target);
            foreach (var program in service.List("entrypoint").Concat(service.List("healthcheck.test")).Cast<string>().Where(word => word.StartsWith('/'))) KubernetesTests.IsScript(program, (string)name);
            foreach (var (other, _) in service.Map("depends_on")) File.Map("services").Keys.ShouldContain(other);
        }

        System.IO.File.Exists(Path.Combine(Deployed.Root, "deploy", File.Text("services.prepare.build.context"), File.Text("services.prepare.build.dockerfile"))).ShouldBeTrue();
        File.Text("services.prepare.build.args.PROJECT").ShouldBe("${QUERN_PROJECT:-samples/flights}");
        foreach (var volume in File.Map("services").SelectMany(service => service.Value.List("volumes")).Cast<string>().Select(volume => volume.Split(':')[0])) File.Map("volumes").Keys.ShouldContain(volume);
    }

    [Fact]
    public void ThePort_IsTheServers_AndOfThisMachineAlone()
    {
        var port = Dockerfile.Shipped.Last("quern", "EXPOSE").Split(' ')[0];
        File.List("services.quern.ports").ShouldBe([$"127.0.0.1:{port}:{port}"]);
    }

    [Fact]
    public void WhatAnswers_SaysWhetherItIsWell_AndNoPasswordIsWrittenDown()
    {
        foreach (var (name, service) in File.Map("services").Where(service => service.Value.Text("restart") == "unless-stopped" && (string)service.Key != "refresh"))
            service.List("healthcheck.test").ShouldNotBeEmpty((string)name);
        foreach (var (name, value) in File.Map("services").SelectMany(service => service.Value.Map("environment")).Where(variable => Secret().IsMatch((string)variable.Key)))
            ((string)value).ShouldBe($"${{{name}:-}}");
    }

    [Fact]
    public void Workers_AreSeveral_AsInKubernetes()
    {
        var worker = File.Map("services")["worker"];
        var deployment = Deployed.Documents("deploy/kubernetes/workers/deployment.yaml").Single();
        worker.Text("deploy.replicas").ShouldBe(Deployed.Documents("deploy/kubernetes/workers/horizontalpodautoscaler.yaml").Single().Text("spec.minReplicas"));
        worker.Text("stop_grace_period").ShouldBe($"{deployment.Text("spec.template.spec.terminationGracePeriodSeconds")}s");
        worker.List("command").ShouldBe(deployment.List("spec.template.spec.containers").Single().List("args"));
        worker.List("healthcheck.test").ShouldBe(["CMD", "/opt/quern/health", new Uri((string)worker.List("command")[^1]).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
    }

    [Fact]
    public void Variables_AreThoseThatTheGuideNames()
    {
        var guide = Deployed.Read("docs/guide/deployment.md");
        foreach (var (name, _) in Ours.SelectMany(service => service.Value.Map("environment"))) guide.ShouldContain($"env:{name}");
        foreach (Match match in Interpolated().Matches(Deployed.Read("deploy/compose.yaml"))) guide.ShouldContain($"`{match.Groups[1].Value}`");
    }

    [GeneratedRegex("PASSWORD|URL")]
    private static partial Regex Secret();

    [GeneratedRegex(@"(?<!\$)\$\{([A-Z_]+)")]
    private static partial Regex Interpolated();
}
