using System.Text;
using Quern.Engine.Online;
using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Server.Clocks;
using Quern.Server.Projects;
using Quern.Stores.Lmdb;
using Quern.Stores.Registry;
using Quern.Time;
using Quern.Values;

namespace Quern.Server.Tests;

/// <summary>The whole way: compiled definitions from a registry in files, vectors from LMDB, over HTTP.</summary>
public sealed class ProjectRegistryTests : IDisposable
{
    private static readonly Instant Day = new(983_404_800_000_000);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-server-");
    private readonly ManualClock _clock = new(Day);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AppliedProject_IsServedFromItsOnlineStore()
    {
        using var online = new LmdbOnlineStore(Path.Combine(_folder.FullName, "online"));
        var store = Apply();
        Materialize(online, FlightFeatures.Plan().Views["departures"]);
        await using var server = await QuernServer.StartAsync(
            new ProjectRegistry("flights", store, online), new() { Url = "http://127.0.0.1:0", Clock = _clock }, TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(server.Url) };

        // Two departures of ORD in the hour before, none of JFK.
        (await PostAsync(client, """["ORD","JFK",null]""")).ShouldBe((200, "[2,0,null]", "[15.0,null,null]", "[5.0,null,null]"));
        _clock.Set(Day + new Duration(-1));
        (await PostAsync(client, """["ORD"]""")).ShouldBe((200, "[1]", "[10.0]", "[0.0]"));
    }

    [Fact]
    public async Task ClockBeforeWhatIsKept_AndViewWithoutState_AreClearErrors()
    {
        using var online = new LmdbOnlineStore(Path.Combine(_folder.FullName, "online"));
        var store = Apply();
        var plan = FlightFeatures.Plan();
        await using var server = await QuernServer.StartAsync(
            new ProjectRegistry("flights", store, online), new() { Url = "http://127.0.0.1:0", Clock = _clock }, TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(server.Url) };

        (await TextAsync(client)).ShouldBe((409, "QRN4020"));
        Materialize(online, plan.Views["departures"]);
        (await TextAsync(client)).ShouldBe((200, ""));
        _clock.Set(new(0));
        (await TextAsync(client)).ShouldBe((409, "QRN4021"));
    }

    private FileRegistryStore Apply()
    {
        var store = new FileRegistryStore(Path.Combine(_folder.FullName, "registry"));
        new DefinitionRegistry(store).Apply(RepositorySnapshot.Empty, File.ReadAllBytes(typeof(FlightFeatures).Assembly.Location), null, "tests", Day, "first");
        return store;
    }

    // An hour before the day, at its head, and at the day itself, which is not yet known then.
    private static void Materialize(IOnlineStore online, ViewPlan view)
    {
        var range = new Interval(Day + new Duration(-86_400 * Instant.PerSecond), Day + new Duration(1));
        using var write = online.BeginWrite();
        var state = OnlineCatalog.Begin(write, view, range, "tests", 1);
        var writer = new OnlineWriter(view, state);
        var rows = writer.NewRows();
        foreach (var (time, delay) in new[] { (Day + new Duration(-3_600 * Instant.PerSecond), 10L), (Day + new Duration(-1), 20L), (Day, 1000L) })
        {
            var column = new Int64Column(ValueKind.Int64);
            column.Append(delay);
            rows.Add(time.Microseconds, time.Microseconds, default, [column], 0);
        }

        writer.Replace(write, RowKey.Of(Value.Of("ORD")), range, rows);
        OnlineCatalog.Complete(write, state);
        write.Commit();
    }

    private static async Task<(int, string, string, string)> PostAsync(HttpClient client, string airports)
    {
        var rows = System.Text.Json.Nodes.JsonNode.Parse(airports)!.AsArray().Count;
        var limits = string.Join(",", Enumerable.Repeat("10", rows));
        using var response = await client.PostAsync(
            "/get-online-features", new StringContent($$$"""{"feature_service":"late_flight","entities":{"iata":{{{airports}}},"limit":[{{{limits}}}]}}"""), TestContext.Current.CancellationToken);
        var answer = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return ((int)response.StatusCode, answer.Values("count_1h"), answer.Values("mean_delay_1h"), answer.Values("late"));
    }

    private static async Task<(int, string)> TextAsync(HttpClient client)
    {
        using var response = await client.PostAsync(
            "/get-online-features", new StringContent("""{"feature_service":"airports","entities":{"iata":["ORD"]}}""", Encoding.UTF8), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, (int)response.StatusCode == 200 ? "" : text[1..8]);
    }
}
