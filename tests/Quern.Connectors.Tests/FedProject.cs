using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Engine.Feeds;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Connectors.Tests;

/// <summary>A project with the stream of sales, in memory, and feeds for it; it can lose all that a process holds.</summary>
internal sealed class FedProject : IDisposable
{
    private readonly MemoryOnlineStore _log = new();
    private readonly IOnlineStore _state;
    private readonly List<FeedHost> _hosts = [];
    private StreamIngest _ingest;
    private RepositoryPlan _plan = SalesFeatures.Plan(new SalesFeatures());

    private StreamLimits _limits = new() { CheckpointEvery = TimeSpan.FromMilliseconds(50) };

    /// <param name="state">The online store, disposed with it; by default in memory.</param>
    public FedProject(IOnlineStore? state = null)
    {
        _state = state ?? new MemoryOnlineStore();
        _ingest = Start();
    }

    public static Instant Noon { get; } = Instant.From(new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero));

    public static FeedLimits Quick { get; } = new() { FirstRetry = TimeSpan.FromMilliseconds(10), LongestRetry = TimeSpan.FromMilliseconds(200), Poll = TimeSpan.FromMilliseconds(20) };

    public StreamIngest Ingest => _ingest;

    /// <summary>Gets what feeds have told: a code, or "well".</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    public FeedStatus Status => _hosts.Single().Status.Single();

    public long Events => new StreamLog(_log).End("sales");

    /// <summary>Begins to feed; several hosts are several members of a group.</summary>
    public FeedHost Feed(IFeedSource source, string stream = "sales")
    {
        var host = new FeedHost(new Dictionary<string, IFeedSource> { [stream] = source }, Quick, TimeProvider.System) { Folder = "unused" };
        host.Use(_ingest, (_, finding) => Told.Enqueue(finding?.Code ?? "well"));
        _hosts.Add(host);
        return host;
    }

    /// <summary>Ends all feeds.</summary>
    public void EndFeeds()
    {
        foreach (var host in _hosts) host.Dispose();
        _hosts.Clear();
    }

    /// <summary>Goes on with other definitions.</summary>
    public void Apply(FeatureRepository definitions)
    {
        _plan = SalesFeatures.Plan(definitions);
        _ingest.Use(_plan);
        foreach (var host in _hosts) host.Use(_ingest, (_, finding) => Told.Enqueue(finding?.Code ?? "well"));
    }

    /// <summary>Loses what the process holds, but for what is durable; feeds too.</summary>
    /// <param name="waiting">How many events may wait from then on; below 0 none is taken.</param>
    public void Crash(int? waiting = null)
    {
        EndFeeds();
        _limits = _limits with { Waiting = waiting ?? new StreamLimits().Waiting };
        // What a process holds dies with it; its thread and lock here must not.
        _ingest.Heads.Use(_plan with { Views = new Dictionary<string, ViewPlan>() });
        _ingest.Dispose();
        // Whoever watches over processes starts one again that could not reach its store.
        var trouble = "";
        Eventually.So(CouldStart, () => trouble);

        bool CouldStart()
        {
            try
            {
                _ingest = Start();
                return true;
            }
            catch (QuernException e)
            {
                trouble = e.Message;
                return false;
            }
        }
    }

    public void WaitForEvents(long count) => Eventually.So(() => Events >= count, () => $"{Events} of {count} events; {string.Join('\n', _hosts.SelectMany(host => host.Status))}");

    public void WaitFor(FeedState state) => Eventually.So(() => Status.State == state, () => Status.ToString());

    public IReadOnlyList<DeadLetter> DeadLetters() => Engine.Streams.DeadLetters.List(_log);

    /// <summary>That reads and training sets over the log have the bits of a training set over the sales themselves.</summary>
    public void ShouldHave(IReadOnlyCollection<Sale> sales)
    {
        var request = SalesAnswers.Ask(_plan, sales);
        var expected = SalesAnswers.Of(sales, request);
        SalesAnswers.Of(new StreamedSourceReader(new MemorySourceReader(), new(_log)), request).ShouldBe(expected);
        using var vectors = new OnlineVectors(_state, request.Service, _ingest.Heads);
        SalesAnswers.Of(vectors, request).ShouldBe(expected);
    }

    public void Dispose()
    {
        EndFeeds();
        _ingest.Dispose();
        _log.Dispose();
        _state.Dispose();
    }

    /// <summary>Random sales before noon, with sums whose last bits depend on every one of them.</summary>
    public static Sale[] Sales(Random random, int count, int first = 0) => [.. Enumerable.Range(first, count).Select(i => new Sale
    {
        At = Noon.ToDateTimeOffset().AddMilliseconds(-1 - random.Next(7_200_000)),
        Id = i.ToString(CultureInfo.InvariantCulture),
        Customer = "c" + random.Next(7),
        Amount = random.NextDouble() * Math.Pow(10, random.Next(-5, 5)),
        Shop = random.Next(3) == 0 ? null : "s" + random.Next(4),
    })];

    public static string Json(Sale sale) => JsonSerializer.Serialize(new { at = sale.At, id = sale.Id, customer = sale.Customer, amount = sale.Amount, shop = sale.Shop });

    private StreamIngest Start()
    {
        var ingest = new StreamIngest(_log, _state, new FakeClock(Noon), _limits);
        try
        {
            ingest.Use(_plan);
            return ingest;
        }
        catch
        {
            ingest.Dispose();
            throw;
        }
    }
}
