using System.Diagnostics;
using System.Globalization;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Deployment;

/// <summary>
/// What runs in the container, run here as its user, who may write the volume and /tmp and nothing else, without a home or any variable of this machine: the scripts of the image with the program of
/// these tests, and with QUERN_FULL=1 with what the Dockerfile publishes.
/// </summary>
public sealed class ContainerTests(ProjectTemplates templates)
{
    [Fact]
    public void Project_OfAnImage_IsPrepared_Served_AskedForItsHealth_AndStopped()
    {
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/usr/bin/setpriv"), "Only root may run programs as the image's user.");
        Serve(AppContext.BaseDirectory);
    }

    [Fact]
    public void WhatTheDockerfilePublishes_ServesAsTheImageDoes()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("QUERN_FULL") is not null, "Publishing takes a minute: QUERN_FULL=1.");
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/usr/bin/setpriv"), "Only root may run programs as the image's user.");
        using var folder = new TempFolder();
        var (source, output) = (Path.Combine(folder.Path, "src"), Path.Combine(folder.Path, "out"));
        Directory.CreateDirectory(source);
        var build = Dockerfile.Shipped.Stages.Single(stage => stage.Name == "build");
        foreach (var copied in build.Copies)
            foreach (var path in copied.Sources)
            {
                // What another stage makes is made here by eng/setup.sh.
                var from = Deployed.PathOf(copied.From is null ? path : path["/src/".Length..]);
                var to = Path.Combine(source, copied.Target.Replace("/out", output, StringComparison.Ordinal));
                Copy(from, File.Exists(from) || copied.Sources.Length > 1 ? Path.Combine(to, Path.GetFileName(from)) : to);
            }

        var publish = build.Instructions.Single(instruction => instruction.Verb == "RUN").Text;
        publish.ShouldStartWith("dotnet publish ");
        QuernProcess.Run(source, publish.Replace("/out", output, StringComparison.Ordinal).Split(' ')[1..]).Succeeded();
        Run("chmod", "a+rx", folder.Path);
        Serve(output);
    }

    // As an engine is given it: without what .dockerignore leaves out. What this machine cannot make, as librdkafka, only feeds need.
    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }

        if (!Directory.Exists(from)) return;
        foreach (var item in Directory.EnumerateFileSystemEntries(from).Where(item => Path.GetFileName(item) is not ("bin" or "obj" or "node_modules" or ".quern"))) Copy(item, Path.Combine(to, Path.GetFileName(item)));
    }

    private void Serve(string program)
    {
        using var project = templates.Shop();
        using var folder = new TempFolder();
        var image = new Image(folder.Path, program);
        Run("chmod", "-R", "a+rX", project.Folder, program);
        image.Run(["prepare", project.Folder, image.Volume]).ShouldBe(0, image.Said);
        image.Said.ShouldContain("events of");
        // Again, as after each start; what is there stays.
        image.Run(["prepare", project.Folder, image.Volume]).ShouldBe(0, image.Said);
        image.Run(["health", "1"]).ShouldBe(1);

        using var server = image.Start(["quern", "serve", "--url", "http://127.0.0.1:0"]);
        var listening = "";
        while (server.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains("listening on ", StringComparison.Ordinal)) listening = line.Split("listening on ")[1].Split(',')[0];
            if (line.Contains(" serving ", StringComparison.Ordinal)) break;
        }

        image.Run(["health", new Uri(listening).Port.ToString(CultureInfo.InvariantCulture)]).ShouldBe(0, image.Said);
        Run("kill", "-TERM", server.Id.ToString(CultureInfo.InvariantCulture));
        QuernProcess.Wait(server).Exit.ShouldBe(0);
        image.Run(["health", new Uri(listening).Port.ToString(CultureInfo.InvariantCulture)]).ShouldBe(1);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, program);
    }

    /// <summary>A folder with what the image has beside the program, and with all that its user may write.</summary>
    private sealed class Image
    {
        private readonly string _folder;
        private readonly string _temporary;

        public Image(string folder, string program)
        {
            (_folder, Volume, _temporary) = (folder, Path.Combine(folder, "volume"), Path.Combine(folder, "tmp"));
            var programs = Path.Combine(folder, "bin");
            foreach (var made in new[] { programs, Volume, _temporary }) Directory.CreateDirectory(made);
            foreach (var script in DockerfileTests.Scripts) File.Copy(Deployed.PathOf($"deploy/{script}"), Path.Combine(programs, script));
            // The program's other files may be anywhere.
            File.WriteAllText(Path.Combine(programs, "quern"), Deployed.Read("deploy/quern").Replace("$(dirname \"$0\")", program.TrimEnd('/'), StringComparison.Ordinal));
            ContainerTests.Run("chmod", "-R", "a+rX", folder);
            ContainerTests.Run("chown", $"{Deployed.User}:{Deployed.User}", Volume, _temporary);
        }

        public string Volume { get; }

        private static string DotnetFolder => Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

        /// <summary>What the last one said.</summary>
        public string Said { get; private set; } = "";

        public int Run(string[] command)
        {
            using var process = Start(command);
            var ended = QuernProcess.Wait(process);
            Said = ended.Output + ended.Errors;
            return ended.Exit;
        }

        public Process Start(string[] command) => Process.Start(new ProcessStartInfo(
            "/usr/bin/setpriv",
            [
                "--reuid", Deployed.User, "--regid", Deployed.User, "--clear-groups", "--no-new-privs", "env", "-i", $"PATH={Path.Combine(_folder, "bin")}:/usr/bin:/bin:{DotnetFolder}", $"TMPDIR={_temporary}", "DOTNET_EnableDiagnostics=0",
                .. command,
            ]) { WorkingDirectory = Volume, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
