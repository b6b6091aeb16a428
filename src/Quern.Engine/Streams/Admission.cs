using Quern.Engine.Online;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// Decides of each event that is pushed whether it is taken, is there already, replaces another, or is refused; and writes those taken into the log. For the thread that writes.
/// </summary>
internal sealed class Admission(IOnlineWrite write, StreamState stream, Instant now, Duration? ahead)
{
    private readonly List<Refusal> _refused = [];
    private readonly List<Refusal> _late = [];
    private readonly HashSet<int> _refusedRows = [];

    /// <summary>Takes a submission; what it gives is to be applied when the write has been committed.</summary>
    public (LoggedEvents? Events, PushReport Report) Take(Submission submission)
    {
        var batch = submission.Events;
        _refused.AddRange(submission.Refused);
        var times = (Int64Column)stream.Source.EventTime.Evaluate(batch);
        for (var row = 0; row < batch.Count; row++) CheckTime(submission, batch, times, row);
        foreach (var head in stream.Views) head.FindUnsound(batch, (row, code, reason) => Refuse(submission, batch, row, code, reason));
        if (stream.Own is not null && stream.Views.Count > 0) stream.Own.FindForeign(batch, stream.Views[0].View, (row, reason) => Refuse(submission, batch, row, Parts.OwnPart.Foreign, reason));

        int[] sound = [.. Enumerable.Range(0, batch.Count).Where(row => !_refusedRows.Contains(row))];
        var known = Math.Max(now.Microseconds, stream.LastKnown + 1);
        var identities = stream.Source.EventKey is null ? null : new EventIdentities(write, stream, batch);
        var kept = identities is null ? Select(batch, sound) : identities.Resolve(sound, (row, reason) => Refuse(submission, batch, row, "QRN4038", reason));
        var late = kept.Count == 0 ? 0 : FindLate(submission, kept, identities?.Rows ?? sound, known);
        foreach (var refusal in _refused.Concat(_late))
            DeadLetters.Add(write, stream.Name, now, submission.Feed is { } feed ? refusal with { Reason = feed.Explain(refusal.Index, refusal.Reason) } : refusal);
        var report = new PushReport(kept.Count, identities?.Duplicates ?? 0, late, [.. _refused.OrderBy(refusal => refusal.Index)]);
        if (kept.Count == 0) return (null, report);

        var bytes = new List<byte>();
        LogRecord.Write(bytes, StreamLog.NumberOf(write, kept.Schema), known, identities is null ? default : identities.Replaced, kept);
        write.Put(stream.Partition, StreamPartition.Sequence(stackalloc byte[StreamPartition.SequenceLength], stream.End), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
        var knownAt = new long[kept.Count];
        knownAt.AsSpan().Fill(known);
        kept.KnownAt = knownAt;
        var events = new LoggedEvents(stream.End, kept, identities?.Replaced.ToArray() ?? [], identities?.Old);
        (stream.End, stream.LastKnown) = (stream.End + kept.Count, known);
        return (events, report);
    }

    private void CheckTime(Submission submission, EventBatch batch, Int64Column times, int row)
    {
        var time = times.IsNull(row) ? (Instant?)null : new Instant(times.Values[row]);
        if (time is not { } at) Refuse(submission, batch, row, "QRN4034", "It has no event time.");
        else if (!at.IsUsable) Refuse(submission, batch, row, "QRN4034", $"Its event time, {at}, lies outside the years 0001 to 9999.");
        else if (ahead is { } most && at > now + most) Refuse(submission, batch, row, "QRN4035", $"Its event time, {at}, is more than {most} ahead of the clock, {now}.");
    }

    // The first reason is told.
    private void Refuse(Submission submission, EventBatch batch, int row, string code, string reason)
    {
        if (_refusedRows.Add(row)) _refused.Add(new(submission.IndexOf(row), code, reason, EventJson.Write(batch, row)));
    }

    private EventBatch Select(EventBatch batch, int[] rows)
    {
        if (rows.Length == batch.Count) return batch;
        var kept = new EventBatch(batch.Schema);
        kept.AppendSelected(batch, rows);
        return kept;
    }

    private int FindLate(Submission submission, EventBatch kept, IReadOnlyList<int> rows, long known)
    {
        if (stream.LeastLateness is not { } least) return 0;
        var times = ((Int64Column)stream.Source.EventTime.Evaluate(kept)).Values;
        for (var row = 0; row < kept.Count; row++)
        {
            if (times[row] >= known - least.Microseconds) continue;
            var time = times[row];
            var views = stream.Views.Where(head => time < known - head.View.AllowedLateness.Microseconds).Select(head => $"'{head.View.Reference}' (waits {head.View.AllowedLateness})");
            _late.Add(new(submission.IndexOf(rows[row]), "QRN4036", $"Its event time, {new Instant(time)}, is too late for the online state of {string.Join(", ", views)}; training sets have it.", EventJson.Write(kept, row)));
        }

        return _late.Count;
    }
}
