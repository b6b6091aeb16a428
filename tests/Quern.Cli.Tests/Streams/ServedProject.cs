using System.Diagnostics;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Streams;

/// <summary>A server as a process of its own, on a free port.</summary>
internal sealed class ServedProject : IDisposable
{
    private readonly Process _process;

    private ServedProject(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    public static ServedProject Start(TestProject project, params string[] arguments)
    {
        var process = QuernProcess.StartToRead(project.Folder, ["serve", "--url", "http://127.0.0.1:0", .. arguments]);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var (url, printed) = ("", "");
        while (process.StandardOutput.ReadLine() is { } line)
        {
            printed += line + "\n";
            if (line.Contains("listening on ", StringComparison.Ordinal)) url = line.Split("listening on ")[1].Split(',')[0];
            if (line.Contains(" serving ", StringComparison.Ordinal)) break;
        }

        url.ShouldNotBeEmpty(printed);
        // What else it says must be taken off its hands.
        new Thread(() => process.StandardOutput.ReadToEnd()) { IsBackground = true }.Start();
        return new(process, url);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Ends it as an operator would.</summary>
    public void Stop()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) kill.WaitForExit();
        _process.WaitForExit();
        _process.ExitCode.ShouldBe(0);
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
