using System.Diagnostics.Metrics;
using Quern.Engine.Serving;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// Measures streams: for whoever listens to the meter <c>Quern.Streams</c>, and in <see cref="StreamCounts"/>. The writer's thread measures; without a timer it counts alone.
/// </summary>
internal sealed class StreamMeter : IDisposable
{
    private static readonly InstrumentAdvice<double> Fast = new() { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };
    private static readonly InstrumentAdvice<double> Slow = new() { HistogramBucketBoundaries = [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400] };

    private readonly TimeProvider? _time;
    private readonly IClock _clock;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicate;
    private readonly Counter<long> _late;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _visible;
    private readonly Histogram<double> _fresh;

    /// <param name="time">Times pushes; null when they are not timed.</param>
    /// <param name="clock">Says how old an event is.</param>
    /// <param name="lags">Each stream's lag, asked for when somebody listens.</param>
    public StreamMeter(TimeProvider? time, IClock clock, Func<IEnumerable<(string Stream, long Lag)>> lags)
    {
        (_time, _clock) = (time, clock);
        _accepted = Meter.CreateCounter<long>("quern.stream.accepted", "{event}", "Events taken");
        _duplicate = Meter.CreateCounter<long>("quern.stream.duplicate", "{event}", "Events that were there already");
        _late = Meter.CreateCounter<long>("quern.stream.late", "{event}", "Events taken that were too late for a view");
        _refused = Meter.CreateCounter<long>("quern.stream.refused", "{event}", "Events not taken");
        _visible = Meter.CreateHistogram<double>("quern.stream.visible", "s", "From a push until reads see its events", null, Fast);
        _fresh = Meter.CreateHistogram<double>("quern.stream.fresh", "s", "From the event time of the latest event of a push until reads see it", null, Slow);
        Meter.CreateObservableGauge("quern.stream.lag", () => lags().Select(stream => new Measurement<long>(stream.Lag, Tag(stream.Stream))), "{event}", "Events not yet in indexed state");
    }

    public Meter Meter { get; } = new("Quern.Streams");

    /// <summary>The second that it is, by the timer.</summary>
    public long Second => _time is null ? 0 : _time.GetTimestamp() / _time.TimestampFrequency;

    /// <summary>Now, by the timer.</summary>
    public long Stamp() => _time?.GetTimestamp() ?? 0;

    /// <summary>Measures events that reads have just come to see.</summary>
    public void Add(StreamState stream, Taken taken)
    {
        var (report, counts, tag) = (taken.Report, stream.Counts, Tag(stream.Name));
        counts.Add(report);
        _accepted.Add(report.Accepted, tag);
        _duplicate.Add(report.Duplicate, tag);
        _late.Add(report.Late, tag);
        _refused.Add(report.Refused.Count, tag);
        if (_time is null) return;
        counts.Rate.Add(Second, report.Accepted + report.Duplicate + report.Refused.Count);
        var took = _time.GetElapsedTime(taken.Submission.Received);
        // Listeners are told once for a push, however many events it has: a server always listens.
        if (taken.Events.Count > 0) _visible.Record(took.TotalSeconds, tag);
        var (now, latest) = (_clock.Now.Microseconds, long.MinValue);
        foreach (var events in taken.Events)
        {
            var times = ((Int64Column)stream.Source.EventTime.Evaluate(events.Batch)).Values;
            foreach (var time in times)
            {
                counts.Visible.Add(took.Ticks / TimeSpan.TicksPerMicrosecond);
                counts.Fresh.Add(now - time);
                latest = Math.Max(latest, time);
            }
        }

        if (latest > long.MinValue) _fresh.Record(new Duration(Math.Max(0, now - latest)).TotalSeconds, tag);
    }

    public void Dispose() => Meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string stream) => new("stream", stream);
}
