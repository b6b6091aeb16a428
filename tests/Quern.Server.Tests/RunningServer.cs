using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Quern.Planning;

namespace Quern.Server.Tests;

/// <summary>A server on a free port with a fake registry, and a client for it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly QuernServer _server;

    private RunningServer(QuernServer server, FakeRegistry registry, ServerLog log)
    {
        (_server, Registry, Log) = (server, registry, log);
        Client = new() { BaseAddress = new(server.Url), Timeout = TimeSpan.FromSeconds(30) };
    }

    public FakeRegistry Registry { get; }

    public HttpClient Client { get; }

    public ServerLog Log { get; }

    public string Url => _server.Url;

    public string GrpcUrl => _server.GrpcUrl!;

    public static async Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? configure = null, Action<FakeRegistry>? prepare = null, RepositoryPlan? plan = null)
    {
        var registry = new FakeRegistry(plan ?? FlightFeatures.Plan());
        prepare?.Invoke(registry);
        var log = new ServerLog();
        var options = new ServerOptions { Url = "http://127.0.0.1:0", PollInterval = TimeSpan.FromMilliseconds(20), Log = log };
        return new(await QuernServer.StartAsync(registry, configure?.Invoke(options) ?? options, TestContext.Current.CancellationToken), registry, log);
    }

    public Task<(int Status, string Body)> PostAsync(string body) => Client.AskAsync("/get-online-features", body);

    public async Task<JsonNode> VectorsAsync(string body)
    {
        var (status, text) = await PostAsync(body);
        status.ShouldBe(200, text);
        return JsonNode.Parse(text)!;
    }

    public async Task<(int Status, JsonNode? Body)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async Task<(int Status, JsonNode? Body)> PutAsync(string path, string body)
    {
        using var response = await Client.PutAsync(path, new StringContent(body), TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken));
    }

    public Task StopAsync() => _server.DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }
}
