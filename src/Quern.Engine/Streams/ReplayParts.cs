using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// Cuts a push at a clock that events move, so that its size makes no event late: whatever was in time for a view when the clock first reached or passed it is in a part at whose end it
/// still is. An event that is late by those before it stays late.
/// </summary>
internal static class ReplayParts
{
    public static IEnumerable<Submission> Of(Submission submission, StreamState stream)
    {
        long[] latenesses = [.. stream.Views.Select(head => head.View.AllowedLateness.Microseconds).Distinct()];
        var times = (Int64Column)stream.Source.EventTime.Evaluate(submission.Events);
        var (first, now, last) = (0, long.MinValue, long.MaxValue);
        for (var row = 0; row < times.Count; row++)
        {
            if (times.IsNull(row) || !new Instant(times.Values[row]).IsUsable) continue;
            var time = times.Values[row];
            now = Math.Max(now, time);
            if (now > last)
            {
                yield return submission.Part(first, row);
                (first, last) = (row, long.MaxValue);
            }

            foreach (var lateness in latenesses)
                if (time + lateness >= now)
                    last = Math.Min(last, time + lateness);
        }

        yield return first == 0 ? submission : submission.Part(first, times.Count);
    }
}
