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
    private readonly List<int> _taken = [];

    /// <summary>Takes a submission; what it gives is to be applied when the write has been committed.</summary>
    public (LoggedEvents? Events, PushReport Report) Take(Submission submission)
    {
        var batch = submission.Events;
        _refused.AddRange(submission.Refused);
        var times = (Int64Column)stream.Source.EventTime.Evaluate(batch);
        for (var row = 0; row < batch.Count; row++)
            if (IsSound(submission, batch, times, row))
                _taken.Add(row);
        foreach (var head in stream.Views) head.FindUnsound(batch, (row, code, reason) => Refuse(submission, batch, row, code, reason));

        var known = Math.Max(now.Microseconds, stream.LastKnown + 1);
        var identities = stream.Source.EventKey is null ? null : new EventIdentities(write, stream, batch);
        var kept = identities is null ? Select(batch) : identities.Resolve(_taken, (row, reason) => Refuse(submission, batch, row, "QRN4038", reason));
        var late = kept.Count == 0 ? 0 : FindLate(submission, kept, identities?.Rows ?? _taken, known);
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

    private bool IsSound(Submission submission, EventBatch batch, Int64Column times, int row)
    {
        if (times.IsNull(row)) return Refuse(submission, batch, row, "QRN4034", "It has no event time.");
        var time = new Instant(times.Values[row]);
        if (!time.IsUsable) return Refuse(submission, batch, row, "QRN4034", $"Its event time, {time}, lies outside the years 0001 to 9999.");
        if (ahead is { } most && time > now + most) return Refuse(submission, batch, row, "QRN4035", $"Its event time, {time}, is more than {most} ahead of the clock, {now}.");
        return true;
    }

    private bool Refuse(Submission submission, EventBatch batch, int row, string code, string reason)
    {
        _taken.Remove(row);
        var index = submission.IndexOf(row);
        if (!_refused.Exists(refusal => refusal.Index == index)) _refused.Add(new(index, code, reason, EventJson.Write(batch, row)));
        return false;
    }

    private EventBatch Select(EventBatch batch)
    {
        if (_taken.Count == batch.Count) return batch;
        var kept = NewBatch();
        var rows = _taken.ToArray();
        for (var field = 0; field < batch.Schema.Fields.Count; field++) kept[field].AppendSelected(batch[field], rows);
        kept.Count = rows.Length;
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

    private EventBatch NewBatch() => new(stream.Source.Schema, Enumerable.Range(0, stream.Source.Schema.Fields.Count));
}
