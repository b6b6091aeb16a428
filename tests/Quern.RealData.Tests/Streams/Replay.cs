using Quern.Engine.Serving;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Schema;
using Quern.Stores.Lmdb;
using Quern.Time;
using Quern.Values;

namespace Quern.RealData.Tests.Streams;

/// <summary>
/// Pushes the rows of a source to the stream of the same name, each up to an hour late and some twice, while the clock follows the events, with crashes on the way; and compares now and then
/// what is served with what history has.
/// </summary>
internal sealed class Replay : IDisposable
{
    private const int BatchRows = 1000;
    private const long MostLate = 3600L * 1_000_000;
    private static readonly StreamLimits Limits = new() { CheckpointEvery = TimeSpan.FromMilliseconds(200), Waiting = int.MaxValue };
    private readonly string _scratch = Directory.CreateTempSubdirectory("quern-replay-").FullName;
    private readonly Workbench _history;
    private readonly RepositoryPlan _plan;
    private readonly EventBatch _rows;
    private readonly int[] _arrivals;
    private readonly long[] _earliestLeft;
    private readonly LmdbOnlineStore _log;
    private readonly LmdbOnlineStore _state;
    private readonly Testing.FakeClock _clock = new(Instant.Min);
    private StreamIngest _ingest;

    /// <summary>Prepares a replay.</summary>
    /// <param name="history">Files, with a source of each row's number beside what it says.</param>
    /// <param name="live">The same views over a stream.</param>
    /// <param name="seed">For lateness and repetitions.</param>
    public Replay(Workbench history, FeatureRepository live, int seed)
    {
        _history = history;
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(live), new PlanOptions());
        findings.ShouldBeEmpty();
        _plan = plan!;
        var source = history.Plan.Definition.Sources.Single();
        _rows = Collected.Of(history.Reader, source);
        var times = ((Int64Column)source.EventTime.Evaluate(_rows)).Values.ToArray();
        (_arrivals, _earliestLeft) = Arrivals(times, new Random(seed));
        _log = new(Path.Combine(_scratch, "log"));
        _state = new(Path.Combine(_scratch, "state"));
        _ingest = Start();
    }

    /// <summary>Replays all, and gives what differs at the stops.</summary>
    /// <param name="stops">How often to compare.</param>
    /// <param name="entities">Of each service a query for all its join keys and the instant <c>$t</c>, as <c>t</c>.</param>
    public IReadOnlyList<string> Run(int stops, params (string Service, string Query)[] entities)
    {
        var differences = new List<string>();
        for (var stop = 1; stop <= stops; stop++)
        {
            var (from, to) = ((int)((long)_arrivals.Length * (stop - 1) / stops), (int)((long)_arrivals.Length * stop / stops));
            for (var first = from; first < to; first += BatchRows) Push(_arrivals.AsSpan(first, Math.Min(BatchRows, to - first)));
            if (stop % 3 == 1) Restart();
            var t = new Instant(_earliestLeft[to]);
            foreach (var (service, query) in entities) differences.AddRange(Compare(service, query, t).Select(difference => $"at {t}, {difference}"));
        }

        return differences;
    }

    public void Dispose()
    {
        _ingest.Dispose();
        _log.Dispose();
        _state.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    // What a process holds dies with it; what it has acknowledged is in the log.
    private void Restart()
    {
        _ingest.Heads.Use(_plan with { Views = new Dictionary<string, ViewPlan>() });
        _ingest.Dispose();
        _ingest = Start();
    }

    private StreamIngest Start()
    {
        var ingest = new StreamIngest(_log, _state, _clock, Limits);
        ingest.Use(_plan);
        return ingest;
    }

    private void Push(ReadOnlySpan<int> arrivals)
    {
        var batch = new EventBatch(_ingest.SchemaOf("rows"), Enumerable.Range(0, _rows.Schema.Fields.Count)) { Count = arrivals.Length };
        for (var field = 0; field < _rows.Schema.Fields.Count; field++) batch[field].AppendSelected(_rows[field], arrivals);
        var latest = ((Int64Column)_plan.Definition.Sources.Single().EventTime.Evaluate(batch)).Values.ToArray().Max();
        if (latest > _clock.Now.Microseconds) _clock.Now = new(latest);
        _ingest.PushAsync("rows", batch).GetAwaiter().GetResult().Refused.ShouldBeEmpty();
    }

    private IReadOnlyList<string> Compare(string service, string query, Instant t)
    {
        var request = _history.Ask(service, query.Replace("$t", $"TIMESTAMP '{t.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss.ffffff}'", StringComparison.Ordinal));
        var batch = new VectorBatch(_plan.Services[service]);
        using var vectors = new OnlineVectors(_state, _plan.Services[service], _ingest.Heads);
        vectors.Read(request.JoinKeys, request.Requests, request.Times.Count, t, batch);
        return Differences.FromHistory(batch, _history, request);
    }

    // In the order of time plus up to an hour; one in a hundred comes a second time. And the earliest time of what is left from each place on.
    private static (int[] Arrivals, long[] EarliestLeft) Arrivals(long[] times, Random random)
    {
        var order = Enumerable.Range(0, times.Length).Select(row => (Row: row, At: times[row] + random.NextInt64(MostLate))).ToList();
        order.AddRange(order.Where(_ => random.Next(100) == 0).Select(arrival => (arrival.Row, arrival.At + random.NextInt64(MostLate))).ToArray());
        int[] arrivals = [.. order.OrderBy(arrival => arrival.At).Select(arrival => arrival.Row)];
        var earliest = new long[arrivals.Length + 1];
        earliest[^1] = times.Max() + 1;
        for (var i = arrivals.Length - 1; i >= 0; i--) earliest[i] = Math.Min(earliest[i + 1], times[arrivals[i]]);
        return (arrivals, earliest);
    }

    /// <summary>All rows of a source in one batch.</summary>
    private sealed class Collected(EventBatch all) : IScanSink, IBatchSink
    {
        private readonly Lock _lock = new();

        public static EventBatch Of(ISourceReader reader, Definitions.SourceDefinition source)
        {
            int[] fields = [.. Enumerable.Range(0, source.Schema.Fields.Count)];
            var all = new EventBatch(source.Schema, fields);
            reader.Scan(new(source, fields, null, new BadRows(BadRowPolicy.Fail)), new Collected(all), default);
            return all;
        }

        public IBatchSink Open() => this;

        public void Take(EventBatch batch)
        {
            lock (_lock)
            {
                for (var field = 0; field < batch.Schema.Fields.Count; field++) all[field].AppendRows(batch[field], 0, batch.Count);
                all.Count += batch.Count;
            }
        }
    }
}
