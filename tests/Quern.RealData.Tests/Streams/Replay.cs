using Quern.Planning;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.RealData.Tests.Streams;

/// <summary>
/// Pushes the rows of a source over HTTP to the stream of the same name, each up to an hour late and some twice, while the clock follows the events, with crashes and restarts on the
/// way; and compares now and then what is served with what history has.
/// </summary>
internal sealed class Replay : IDisposable
{
    private const int BodyRows = 2000;
    private const long MostLate = 3600L * 1_000_000;
    private readonly string _scratch = Directory.CreateTempSubdirectory("quern-replay-").FullName;
    private readonly Workbench _history;
    private readonly RepositoryPlan _plan;
    private readonly EventBatch _rows;
    private readonly Int64Column _times;
    private readonly int[] _arrivals;
    private readonly long[] _earliestLeft;
    private readonly ServedVectors _vectors;
    private long _now = long.MinValue;
    private ReplayServer _server;

    /// <summary>Prepares a replay.</summary>
    /// <param name="history">Files, with a source of each row's number beside what it says.</param>
    /// <param name="live">The same views over a stream.</param>
    /// <param name="seed">For lateness and repetitions.</param>
    public Replay(Workbench history, FeatureRepository live, int seed)
    {
        (_history, _vectors) = (history, new(history));
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(live), new PlanOptions());
        findings.ShouldBeEmpty();
        _plan = plan!;
        var source = history.Plan.Definition.Sources.Single();
        _rows = Collected.Of(history.Reader, source);
        _times = (Int64Column)source.EventTime.Evaluate(_rows);
        (_arrivals, _earliestLeft) = Arrivals(_times.Values.ToArray(), new Random(seed));
        _server = new(_scratch, _plan);
    }

    /// <summary>How many events there are.</summary>
    public int Events => _rows.Count;

    /// <summary>How many events were taken, were there already, and came too late for a view.</summary>
    public (int Accepted, int Duplicate, int Late) Pushed { get; private set; }

    /// <summary>How many of the values that were compared were there.</summary>
    public long Present => _vectors.Present;

    /// <summary>Replays all, and gives what differs at the stops.</summary>
    /// <param name="stops">How often to compare.</param>
    /// <param name="entities">Of each service a query for all its join keys and the instant <c>$t</c>, as <c>t</c>.</param>
    public IReadOnlyList<string> Run(int stops, params (string Service, string Query)[] entities)
    {
        var differences = new List<string>();
        for (var stop = 1; stop <= stops; stop++)
        {
            var (from, to) = ((int)((long)_arrivals.Length * (stop - 1) / stops), (int)((long)_arrivals.Length * stop / stops));
            for (var first = from; first < to; first += BodyRows) Push(_arrivals.AsSpan(first, Math.Min(BodyRows, to - first)));
            if (stop % 2 == 1) Restart(isCrash: stop % 4 == 1);

            // Before this instant all has come; of the hour after it some has, which must not be seen.
            var t = new Instant(_earliestLeft[to]);
            _server.SetClock(t);
            foreach (var (service, query) in entities) differences.AddRange(Compare(service, query, t).Select(difference => $"at {t}, {difference}"));
        }

        return differences;
    }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    private void Restart(bool isCrash)
    {
        if (isCrash) _server.Crash();
        else _server.Dispose();
        _server = new(_scratch, _plan);
    }

    private void Push(ReadOnlySpan<int> arrivals)
    {
        foreach (var row in arrivals) _now = Math.Max(_now, _times.Values[row]);
        _server.SetClock(new(_now));
        var (accepted, duplicate, late) = _server.Push(EventLines.Of(_rows, arrivals));
        (accepted + duplicate).ShouldBe(arrivals.Length);
        Pushed = (Pushed.Accepted + accepted, Pushed.Duplicate + duplicate, Pushed.Late + late);
    }

    private IReadOnlyList<string> Compare(string service, string query, Instant t)
    {
        var request = _history.Ask(service, query.Replace("$t", $"TIMESTAMP '{t.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss.ffffff}'", StringComparison.Ordinal));
        var question = ServedVectors.Question(request);
        return _vectors.Differences(request, question, _server.Read(question));
    }

    // In the order of time plus up to an hour; one in a hundred comes a second time. And the earliest time of what is left from each place on.
    internal static (int[] Arrivals, long[] EarliestLeft) Arrivals(long[] times, Random random)
    {
        var order = Enumerable.Range(0, times.Length).Select(row => (Row: row, At: times[row] + random.NextInt64(MostLate))).ToList();
        order.AddRange(order.Where(_ => random.Next(100) == 0).Select(arrival => (arrival.Row, arrival.At + random.NextInt64(MostLate))).ToArray());
        int[] arrivals = [.. order.OrderBy(arrival => arrival.At).Select(arrival => arrival.Row)];
        var earliest = new long[arrivals.Length + 1];
        earliest[^1] = times.Max() + 1;
        for (var i = arrivals.Length - 1; i >= 0; i--) earliest[i] = Math.Min(earliest[i + 1], times[arrivals[i]]);
        return (arrivals, earliest);
    }
}
