using System.Diagnostics;
using System.Text.RegularExpressions;
using Quern.Cli.Commands;

namespace Quern.Cli.Tests.Deployment;

/// <summary>The units of a machine without containers.</summary>
public sealed partial class SystemdTests
{
    public static TheoryData<string> Services => ["quern.service", "quern-refresh.service", "quern-worker@.service"];

    [Theory, MemberData(nameof(Services))]
    public void WhatIsStarted_IsACommandOfQuern(string unit)
    {
        var started = ExecStart().Match(Deployed.Read($"deploy/systemd/{unit}")).Groups[1].Value.Split(' ');
        KubernetesTests.IsScript(started[0], unit);
        QuernCommand.Create().Parse(started[1..]).Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Workers_AreConfinedAsTheServerIs()
    {
        string[] Confinement(string unit) => [.. Deployed.Read($"deploy/systemd/{unit}").Split("# Only /var/lib/quern")[1].Split('\n')];
        Confinement("quern-worker@.service").ShouldBe(Confinement("quern.service"));
        Deployed.Read("docs/guide/deployment.md").ShouldContain("quern-worker@6568");
    }

    [Fact]
    public void Server_DoesNotClaimToNotify()
    {
        // Type=notify would wait for a word that nobody says.
        Deployed.Read("deploy/systemd/quern.service").ShouldContain("\nType=exec\n");
        Deployed.Read("docs/guide/deployment.md").ShouldContain("quern.service");
    }

    [Fact]
    public void Units_AreSoundToSystemd_AndTheServerIsConfined()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "There is no systemd-analyze here.");
        using var folder = new TempFolder();
        // What is started need not be here.
        foreach (var unit in Directory.GetFiles(Deployed.PathOf("deploy/systemd")))
            File.WriteAllText(Path.Combine(folder.Path, Path.GetFileName(unit)), File.ReadAllText(unit).Replace("/opt/quern/quern", "/bin/true", StringComparison.Ordinal));
        foreach (var unit in Directory.GetFiles(folder.Path)) Analyze("verify", unit).ShouldBe((0, ""), unit);
        // From 0, confined, to 10.
        var (exit, told) = Analyze("security", "--offline=true", "--threshold=25", Path.Combine(folder.Path, "quern.service"));
        exit.ShouldBe(0, told);
    }

    private static (int Exit, string Said) Analyze(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/systemd-analyze", ["--no-pager", .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, arguments[0] == "verify" ? errors.Result : output + errors.Result);
    }

    [GeneratedRegex(@"^ExecStart=(.+)$", RegexOptions.Multiline)]
    private static partial Regex ExecStart();
}
