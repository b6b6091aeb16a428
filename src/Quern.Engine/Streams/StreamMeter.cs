using System.Diagnostics.Metrics;
using Quern.Engine.Serving;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// Measures the streams of one <see cref="StreamIngest"/>: for <see cref="StreamInstruments"/>, and in <see cref="StreamCounts"/>. The writer's thread measures; without a timer it counts alone.
/// </summary>
/// <param name="instruments">Whom it tells.</param>
/// <param name="time">Times pushes; null when they are not timed.</param>
/// <param name="clock">Says how old an event is.</param>
/// <param name="isSeenInState">Whether reads are of other processes, and see events once they are in the indexed state and not before.</param>
internal sealed class StreamMeter(StreamInstruments instruments, TimeProvider? time, IClock clock, bool isSeenInState)
{
    public Meter Meter => instruments.Meter;

    /// <summary>The second that it is, by the timer.</summary>
    public long Second => time is null ? 0 : time.GetTimestamp() / time.TimestampFrequency;

    /// <summary>Now, by the timer.</summary>
    public long Stamp() => time?.GetTimestamp() ?? 0;

    /// <summary>Measures events that are in the log and in the heads.</summary>
    public void Add(StreamState stream, Taken taken)
    {
        var (report, counts) = (taken.Report, stream.Counts);
        counts.Add(report);
        instruments.Add(stream.Name, report);
        if (time is null) return;
        counts.Rate.Add(Second, report.Accepted + report.Duplicate + report.Refused.Count);
        if (taken.Events.Count == 0) return;
        if (isSeenInState) Wait(stream, taken);
        else AddSeen(stream, taken);
    }

    /// <summary>Measures what was taken of a stream before and is in the state now.</summary>
    public void AddInState(StreamState stream)
    {
        var position = stream.Indexed;
        while (stream.Unseen.TryPeek(out var push) && push.End <= position)
        {
            stream.Unseen.TryDequeue(out _);
            instruments.AddVisible(stream.Name, time!.GetElapsedTime(push.Received));
            AddFresh(stream.Name, clock.Now.Microseconds, push.Latest);
        }
    }

    private static void Wait(StreamState stream, Taken taken)
    {
        // Where there is no view there is no state either, and nobody sees anything.
        if (stream.Views.Count == 0) return;
        var latest = long.MinValue;
        foreach (var events in taken.Events)
            foreach (var at in TimesOf(stream, events))
                latest = Math.Max(latest, at);
        stream.Unseen.Enqueue(new(taken.Events[^1].First + taken.Events[^1].Batch.Count, taken.Submission.Received, latest));
    }

    private void AddSeen(StreamState stream, Taken taken)
    {
        var (counts, took) = (stream.Counts, time!.GetElapsedTime(taken.Submission.Received));
        // Listeners are told once for a push, however many events it has: a server always listens.
        instruments.AddVisible(stream.Name, took);
        var (now, latest) = (clock.Now.Microseconds, long.MinValue);
        foreach (var events in taken.Events)
            foreach (var at in TimesOf(stream, events))
            {
                counts.Visible.Add(took.Ticks / TimeSpan.TicksPerMicrosecond);
                counts.Fresh.Add(now - at);
                latest = Math.Max(latest, at);
            }

        AddFresh(stream.Name, now, latest);
    }

    private void AddFresh(string stream, long now, long latest)
    {
        if (latest > long.MinValue) instruments.AddFresh(stream, new Duration(Math.Max(0, now - latest)).TotalSeconds);
    }

    private static ReadOnlySpan<long> TimesOf(StreamState stream, LoggedEvents events) => ((Int64Column)stream.Source.EventTime.Evaluate(events.Batch)).Values;
}
