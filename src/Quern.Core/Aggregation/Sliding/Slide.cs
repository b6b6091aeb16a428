using Quern.Values;

namespace Quern.Aggregation.Sliding;

/// <summary>The one loop of all sweeps: for each row, let in what has entered, let out what has left, write the result.</summary>
internal static class Slide
{
    public static void Run<TState>(in WindowTrace trace, ref TState state, ResultWriter output)
        where TState : struct, ISlidingState, allows ref struct
    {
        if (trace.IsContiguous) RunContiguous(trace, ref state, output);
        else RunOrdered(trace, ref state, output);
    }

    private static void RunContiguous<TState>(in WindowTrace trace, ref TState state, ResultWriter output)
        where TState : struct, ISlidingState, allows ref struct
    {
        var (entered, left) = (0, 0);
        for (var row = 0; row < trace.RowTimes.Length; row++)
        {
            var (head, tail) = (trace.Entered[row], trace.Left[row]);

            // Nothing that is inside now stays: skip what would enter and leave between two rows.
            if (tail > entered)
            {
                while (left < entered) state.Leave(left++);
                entered = left = tail;
            }

            while (entered < head) state.Enter(entered++);
            while (left < tail) state.Leave(left++);
            state.Write(trace.RowTimes[row], trace.RowOrdinals[row], output);
        }
    }

    private static void RunOrdered<TState>(in WindowTrace trace, ref TState state, ResultWriter output)
        where TState : struct, ISlidingState, allows ref struct
    {
        var (entered, left) = (0, 0);
        for (var row = 0; row < trace.RowTimes.Length; row++)
        {
            for (var head = trace.Entered[row]; entered < head; entered++) state.Enter(trace.EnterOrder.IsEmpty ? entered : trace.EnterOrder[entered]);
            for (var tail = trace.Left[row]; left < tail; left++) state.Leave(trace.LeaveOrder.IsEmpty ? left : trace.LeaveOrder[left]);
            state.Write(trace.RowTimes[row], trace.RowOrdinals[row], output);
        }
    }
}
