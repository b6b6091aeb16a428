using System.Diagnostics;

namespace Quern.Benchmarks.Registry;

/// <summary>A generated project's server, as a process of its own.</summary>
internal sealed class LargeServer : IDisposable
{
    private readonly Process _process;

    public LargeServer(LargeProject project, string clock = LargeProject.Now)
    {
        var start = Stopwatch.GetTimestamp();
        _process = project.Start("serve", "--url", "http://127.0.0.1:0", "--clock", clock);
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains("listening on ", StringComparison.Ordinal)) Url = line.Split("listening on ")[1].Split(',')[0];
            if (line.Contains(" serving ", StringComparison.Ordinal)) break;
        }

        StartUp = Stopwatch.GetElapsedTime(start);
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    public string Url { get; } = "";

    /// <summary>Gets how long it took until it answered.</summary>
    public TimeSpan StartUp { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
