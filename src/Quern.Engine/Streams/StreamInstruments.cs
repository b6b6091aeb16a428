using System.Diagnostics.Metrics;

namespace Quern.Engine.Streams;

/// <summary>
/// What streams tell whoever listens to the meter <c>Quern.Streams</c>. A worker has one for all of its parts: they come and go, and counts must outlive them.
/// </summary>
public sealed class StreamInstruments : IDisposable
{
    private static readonly InstrumentAdvice<double> Fast = new() { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };
    private static readonly InstrumentAdvice<double> Slow = new() { HistogramBucketBoundaries = [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400] };

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicate;
    private readonly Counter<long> _late;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _visible;
    private readonly Histogram<double> _fresh;

    /// <summary>Nothing is counted yet.</summary>
    public StreamInstruments()
    {
        _accepted = Meter.CreateCounter<long>("quern.stream.accepted", "{event}", "Events taken");
        _duplicate = Meter.CreateCounter<long>("quern.stream.duplicate", "{event}", "Events that were there already");
        _late = Meter.CreateCounter<long>("quern.stream.late", "{event}", "Events taken that were too late for a view");
        _refused = Meter.CreateCounter<long>("quern.stream.refused", "{event}", "Events not taken");
        _visible = Meter.CreateHistogram<double>("quern.stream.visible", "s", "From a push until reads see its events", null, Fast);
        _fresh = Meter.CreateHistogram<double>("quern.stream.fresh", "s", "From the event time of the latest event of a push until reads see it", null, Slow);
    }

    internal Meter Meter { get; } = new("Quern.Streams");

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    /// <summary>Tells, whenever somebody asks, how many events of each stream are not in the indexed state.</summary>
    internal void TellLags(Func<IEnumerable<(string Stream, long Lag)>> lags) =>
        Meter.CreateObservableGauge("quern.stream.lag", () => lags().Select(stream => new Measurement<long>(stream.Lag, Tag(stream.Stream))), "{event}", "Events not yet in indexed state");

    internal void Add(string stream, PushReport report)
    {
        var tag = Tag(stream);
        _accepted.Add(report.Accepted, tag);
        _duplicate.Add(report.Duplicate, tag);
        _late.Add(report.Late, tag);
        _refused.Add(report.Refused.Count, tag);
    }

    /// <summary>Tells how long it took from a push until reads see its events.</summary>
    internal void AddVisible(string stream, TimeSpan took) => _visible.Record(took.TotalSeconds, Tag(stream));

    /// <summary>Tells how old the latest event of a push is when reads see it.</summary>
    internal void AddFresh(string stream, double seconds) => _fresh.Record(seconds, Tag(stream));

    private static KeyValuePair<string, object?> Tag(string stream) => new("stream", stream);
}
