using System.Diagnostics.Metrics;
using Quern.Engine.Streams;

namespace Quern.Connectors.Workers;

/// <summary>
/// Tells whoever asks the meter <c>Quern.Workers</c> how a worker stands: which parts it has and how far they are, how often parts came and went and why, what keeps it from taking events, and how far tables are behind. A part
/// that is not here any more is told as 0, and its lags as not a number, for collectors go on with the last value of what is not told.
/// </summary>
internal sealed class WorkerMeter : IDisposable
{
    private static readonly LetGoReason[] Reasons = Enum.GetValues<LetGoReason>();

    private readonly Lock _lock = new();
    private readonly SortedSet<(string Stream, int Part)> _known = [];
    private readonly SortedDictionary<string, long> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stream, LetGoReason Why), long> _letGo = [];
    private readonly Func<IReadOnlyList<WorkerFeed>> _feeds;
    private readonly WorkerTables? _tables;

    /// <param name="shared">The streams that are shared.</param>
    /// <param name="feeds">Those of them that are read now.</param>
    /// <param name="clockAhead">How far this machine's clock is ahead of the one of Redis, in seconds; not a number while that is not known.</param>
    /// <param name="tables">The tables of the streams; null where none are written.</param>
    public WorkerMeter(IEnumerable<SharedSettings> shared, Func<IReadOnlyList<WorkerFeed>> feeds, Func<double> clockAhead, WorkerTables? tables)
    {
        (_feeds, _tables) = (feeds, tables);
        var streams = shared.Select(each => (each.Stream, each.Parts)).ToArray();
        foreach (var (stream, _) in streams) _taken[stream] = 0;
        Meter.CreateObservableGauge("quern.stream.parts", () => streams.Select(each => new Measurement<long>(each.Parts, Tag(each.Stream))), "{part}", "Parts that a shared stream has, whoever takes them");
        Meter.CreateObservableGauge("quern.worker.part", () => Parts((_, part) => part is null ? 0 : 1), null, "1 where the worker has a part, 0 where it had it");
        Meter.CreateObservableGauge("quern.feed.lag", () => Parts((_, part) => part?.Word?.Lag ?? double.NaN), "{record}", "Records of a feed's log beyond what was taken");
        Meter.CreateObservableGauge("quern.stream.lag", () => Parts((_, part) => part?.Lag ?? double.NaN), "{event}", "Events not yet in indexed state");
        Meter.CreateObservableCounter("quern.worker.taken", Taken, "{part}", "Parts that were taken");
        Meter.CreateObservableCounter("quern.worker.let_go", LetGo, "{part}", "Parts that were let go or lost, by reason");
        Meter.CreateObservableGauge("quern.worker.trouble", () => _feeds().Select(feed => new Measurement<int>(feed.Trouble is null ? 0 : 1, Tag(feed.Stream))), null, "1 while something keeps the worker from taking a stream's events");
        Meter.CreateObservableGauge("quern.worker.clock.ahead", clockAhead, "s", "How far the worker's clock is ahead of that of Redis; behind it, below 0");
        if (tables is null) return;
        Meter.CreateObservableGauge("quern.table.lag", () => Parts(TableLag), "{event}", "Events of a part's log that are not in the stream's table");
        Meter.CreateObservableGauge("quern.table.trouble", () => streams.Select(each => new Measurement<int>(tables.TroubleOf(each.Stream) is null ? 0 : 1, Tag(each.Stream))), null, "1 while something keeps the worker from writing a stream's table");
    }

    /// <summary>Gets what those listen to who collect measures.</summary>
    public Meter Meter { get; } = new("Quern.Workers");

    /// <summary>Gets who tells of the events of all parts.</summary>
    public StreamInstruments Streams { get; } = new();

    /// <summary>Counts a part that the worker has from now on.</summary>
    public void AddTaken(string stream, int part)
    {
        lock (_lock)
        {
            _known.Add((stream, part));
            _taken[stream] = _taken.GetValueOrDefault(stream) + 1;
        }
    }

    /// <summary>Counts a part that the worker has no more.</summary>
    public void AddLetGo(string stream, LetGoReason why)
    {
        lock (_lock) _letGo[(stream, why)] = _letGo.GetValueOrDefault((stream, why)) + 1;
    }

    public void Dispose()
    {
        Meter.Dispose();
        Streams.Dispose();
    }

    private static KeyValuePair<string, object?> Tag(string stream) => new("stream", stream);

    private double TableLag(string stream, WorkerPart? part) => part is not null && _tables!.EndOf(stream, part.Number) is { } end ? Math.Max(0, part.Events - end) : double.NaN;

    private Measurement<double>[] Parts(Func<string, WorkerPart?, double> value)
    {
        var held = _feeds().SelectMany(feed => feed.Parts.Select(part => (feed.Stream, part))).ToDictionary(each => (each.Stream, each.part.Number), each => each.part);
        lock (_lock)
            return [.. _known.Select(part => new Measurement<double>(value(part.Stream, held.GetValueOrDefault(part)), Tag(part.Stream), new("part", part.Part)))];
    }

    private Measurement<long>[] Taken()
    {
        lock (_lock) return [.. _taken.Select(each => new Measurement<long>(each.Value, Tag(each.Key)))];
    }

    // From zero, so that the first one is seen to be one more.
    private Measurement<long>[] LetGo()
    {
        lock (_lock)
            return [.. from stream in _taken.Keys
                from why in Reasons
                select new Measurement<long>(_letGo.GetValueOrDefault((stream, why)), Tag(stream), new("reason", why.ToString().ToLowerInvariant()))];
    }
}
