using System.Diagnostics;
using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Streams;

/// <summary>A server as a process of its own, on a free port.</summary>
internal sealed class ServedProject : IDisposable
{
    private readonly HttpClient _client = new();
    private readonly Process _process;

    private ServedProject(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    public int ProcessId => _process.Id;

    public static ServedProject Start(TestProject project, params string[] arguments) => StartAt(project, "http://127.0.0.1:0", arguments);

    /// <summary>As <see cref="Start"/>, where it is known to answer.</summary>
    public static ServedProject StartAt(TestProject project, string address, params string[] arguments)
    {
        var process = QuernProcess.StartToRead(project.Folder, ["serve", "--url", address, .. arguments]);
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

    /// <summary>Waits until it has taken so many events of a stream.</summary>
    public async Task HasAcceptedAsync(string stream, long events)
    {
        while (true)
        {
            var streams = JsonDocument.Parse(await _client.GetStringAsync($"{Url}/v1/streams", TestContext.Current.CancellationToken)).RootElement;
            if (streams.EnumerateArray().Single(item => item.GetProperty("stream").GetString() == stream).GetProperty("accepted").GetInt64() >= events) return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What it answers for a customer at the checkout: the key, what was spent within a day and ever, and how often.</summary>
    public async Task<string[]> CheckoutAsync(string customer)
    {
        using var body = new StringContent($$$"""{"feature_service":"checkout","entities":{"customer":["{{{customer}}}"]}}""");
        using var answer = await _client.PostAsync($"{Url}/get-online-features", body, TestContext.Current.CancellationToken);
        var results = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("results");
        return [.. results.EnumerateArray().Select(column => column.GetProperty("values")[0].ToString())];
    }

    /// <summary>What it answers to a request for online features.</summary>
    public async Task<JsonElement> AskAsync(string request)
    {
        using var body = new StringContent(request);
        using var answer = await _client.PostAsync($"{Url}/get-online-features", body, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
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
        _client.Dispose();
    }
}
