using Quern.Aggregation;

namespace Quern.Engine.Online;

/// <summary>All that happened to an entity in a stretch of time, as partial states. At least one event did.</summary>
internal sealed class Segment
{
    /// <summary>The stretch, its end excluded, in microseconds.</summary>
    public required long Start { get; init; }

    public required long End { get; set; }

    public required long Earliest { get; set; }

    public required long Latest { get; set; }

    public required int Rows { get; set; }

    public required AggregateState?[] States { get; init; }

    /// <summary>Takes in what a record says of a stretch that comes right after this one; of the aggregates that are wanted.</summary>
    public void Append(StateRecord record, long end, AggregationLayout layout, bool[] wanted)
    {
        (End, Latest) = (end, record.Latest);
        Rows = Sum(Rows, record.Rows);
        for (var i = 0; i < States.Length; i++)
        {
            var bytes = record.State(i);
            if (bytes.IsEmpty || !wanted[i]) continue;
            (States[i] ??= layout.NewState(i)).MergeFrom(ref bytes);
        }
    }

    /// <summary>Takes in a segment that comes right after this one.</summary>
    public void Append(Segment next)
    {
        End = next.End;
        Latest = next.Latest;
        Rows = Sum(Rows, next.Rows);
        for (var i = 0; i < States.Length; i++)
        {
            if (next.States[i] is not { } state) continue;
            if (States[i] is { } own) own.Merge(state);
            else States[i] = state;
        }
    }

    private static int Sum(int rows, int more) => (int)Math.Min(int.MaxValue, (long)rows + more);
}
