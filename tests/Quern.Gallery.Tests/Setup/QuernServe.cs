using System.Diagnostics;
using System.Globalization;

namespace Quern.Gallery.Tests.Setup;

/// <summary>A project in a folder, its commands, and a server of it as a process of its own.</summary>
internal sealed class QuernServe : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Quern.Cli.dll");

    private Process? _server;

    public QuernServe(string name)
    {
        Folder = Path.Combine(Directory.CreateTempSubdirectory("quern-gallery-").FullName, name);
        Directory.CreateDirectory(Folder);
    }

    /// <summary>The project's folder.</summary>
    public string Folder { get; }

    /// <summary>Where the server listens.</summary>
    public string Url { get; private set; } = "http://127.0.0.1:0";

    /// <summary>Runs a command to its end.</summary>
    public void Run(params string[] arguments)
    {
        using var process = Launch(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"quern {string.Join(' ', arguments)}\n{output}\n{errors.Result}");
    }

    /// <summary>Starts the server; again on the port that it had before.</summary>
    public void Start(params string[] arguments)
    {
        var process = Launch(["serve", "--url", Url, .. arguments]);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var printed = "";
        while (process.StandardOutput.ReadLine() is { } line)
        {
            printed += line + "\n";
            if (line.Contains("listening on ", StringComparison.Ordinal)) Url = line.Split("listening on ")[1].Split(',')[0];
            if (line.Contains(" serving ", StringComparison.Ordinal)) break;
        }

        Url.EndsWith(":0", StringComparison.Ordinal).ShouldBeFalse(printed);
        // What else it says must be taken off its hands.
        new Thread(() => process.StandardOutput.ReadToEnd()) { IsBackground = true }.Start();
        _server = process;
    }

    /// <summary>Ends the server as its operator does.</summary>
    public void Stop()
    {
        if (_server is not { } server) return;
        using (var kill = Process.Start("kill", ["-TERM", server.Id.ToString(CultureInfo.InvariantCulture)])) kill.WaitForExit();
        server.WaitForExit();
        server.Dispose();
        _server = null;
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(Path.GetDirectoryName(Folder)!, recursive: true);
    }

    private Process Launch(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])[Program, .. arguments]) start.ArgumentList.Add(argument);
        // The runner that this test runs in must not be taken for the one that a definition is compiled by.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }
}
