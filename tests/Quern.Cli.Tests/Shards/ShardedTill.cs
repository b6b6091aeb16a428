using System.Net;
using System.Text;
using System.Text.Json;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;
using Quern.Connectors.Tests;
using Quern.Engine.Online;
using Quern.Stores.Lmdb;

namespace Quern.Cli.Tests.Shards;

/// <summary>The till, whose checkout is in a shard of its own: addresses are those of free ports.</summary>
internal sealed class ShardedTill : IDisposable
{
    public const string Shard = "counter";
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public ShardedTill(TestProject project)
    {
        Project = project;
        var port = FreePort.Find();
        (DefaultUrl, ShardUrl) = ($"http://127.0.0.1:{port}", $"http://127.0.0.1:{FreePort.Find()}");
        project.Write("quern.json", Settings);
    }

    public TestProject Project { get; }

    public string DefaultUrl { get; }

    public string ShardUrl { get; }

    public string Settings => $$"""{ "project": "shop", "shards": { "default": { "url": "{{DefaultUrl}}" }, "{{Shard}}": { "services": ["checkout"], "url": "{{ShardUrl}}" } } }""";

    public ServedProject StartDefault() => ServedProject.StartAt(Project, DefaultUrl);

    public ServedProject StartShard() => ServedProject.StartAt(Project, ShardUrl, "--shard", Shard);

    /// <summary>Sends a request and follows no redirect.</summary>
    public async Task<(HttpStatusCode Status, string? Location, string Body)> SendAsync(string url, string? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, url) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, answer.Headers.Location?.ToString(), await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The views that a store has, by reference, with up to where the log is in each.</summary>
    public IReadOnlyList<(string View, long Position)> Stored(string? shard)
    {
        using var store = new LmdbOnlineStore(Project.PathOf(shard is null ? ".quern/online" : $".quern/shards/{shard}/online"));
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return [.. OnlineCatalog.List(snapshot).Select(state => (state.View, state.LogPosition)).Order()];
    }

    /// <summary>The values of a training set's columns for one row, as text: as of now.</summary>
    public string[] Trained(string service, string customer)
    {
        Project.Write("spine.csv", "event_timestamp,customer", $"{DateTimeOffset.UtcNow:O},{customer}");
        Project.Quern("training-set", service, "--spine", "spine.csv", "--out", "trained.csv").Succeeded();
        return Project.Read("trained.csv").Split('\n')[1].Split(',')[2..];
    }

    /// <summary>Asks until the shard has so many sales of a customer: it follows the log a moment behind.</summary>
    public static void Follows(HttpClient client, string url, string customer, long sales)
    {
        var seen = -1L;
        SpinWait.SpinUntil(() => (seen = SaleBatch.Read(client, url, customer).Sales) >= sales, TimeSpan.FromSeconds(20));
        seen.ShouldBe(sales);
    }

    /// <summary>The shard and the address of each service, as a server's registry tells.</summary>
    public async Task<IReadOnlyList<string>> PlacesAsync(string url)
    {
        var registry = JsonDocument.Parse((await SendAsync(url + "/v1/registry")).Body).RootElement;
        return [.. registry.GetProperty("services").EnumerateArray().Select(service => $"{service.GetProperty("name")} {service.GetProperty("shard")} {service.GetProperty("url")}")];
    }

    public void Dispose()
    {
        _client.Dispose();
        Project.Dispose();
    }
}
