using System.Diagnostics;
using System.Globalization;
using Quern.Cli.Tests.Projects;
using Quern.Connectors.Tests;
using Quern.Server.Tests.Telemetry;

namespace Quern.Cli.Tests.Workers;

/// <summary>A <c>quern worker</c> as a process of its own, and what it says.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const string Listening = "listening on ";
    private readonly Process _process;
    private readonly List<string> _said = [];
    private HttpClient? _client;

    private WorkerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static WorkerProcess Start(TestProject project, params (string Name, string Value)[] environment) => new(QuernProcess.StartToReadWith(environment, project.Folder, "worker", "--url", "http://127.0.0.1:0"));

    /// <summary>Gets all that it has said.</summary>
    public string Said
    {
        get
        {
            lock (_said) return string.Join('\n', _said);
        }
    }

    /// <summary>Gets the parts that it said last that it has.</summary>
    public string[] Parts
    {
        get
        {
            lock (_said)
            {
                var last = _said.FindLast(line => line.Contains("  has ", StringComparison.Ordinal));
                return last is null || last.EndsWith("has no parts", StringComparison.Ordinal) ? [] : last.Split("  has ")[1].Split(", ");
            }
        }
    }

    /// <summary>Gets what it measures now.</summary>
    public Scraped Metrics => Scraped.FromAsync(Client).GetAwaiter().GetResult();

    /// <summary>Gets what it answers when it is asked how it is: a status.</summary>
    public int Health => StatusOf("/health");

    /// <summary>Gets where it listens.</summary>
    public string Url => Said.Split(Listening)[1].Split('\n')[0];

    private HttpClient Client
    {
        get
        {
            if (_client is not null) return _client;
            Eventually.So(() => Said.Contains(Listening, StringComparison.Ordinal), () => Said);
            return _client = new() { BaseAddress = new(Url) };
        }
    }

    /// <summary>With which status it answers.</summary>
    public int StatusOf(string path) => (int)Client.GetAsync(path).GetAwaiter().GetResult().StatusCode;

    /// <summary>Makes it stand still, as a machine does that is out of memory or moved to another host.</summary>
    public void Freeze() => Signal("-STOP");

    public void Thaw() => Signal("-CONT");

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Ends it as an operator does; gives its exit code.</summary>
    public int Stop()
    {
        Signal("-TERM");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            // One that stands still does not end otherwise.
            Signal("-CONT");
            Kill();
        }

        _process.Dispose();
        _client?.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null) return;
        lock (_said) _said.Add(line);
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
