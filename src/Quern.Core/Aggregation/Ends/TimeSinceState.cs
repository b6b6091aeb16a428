using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation.Ends;

/// <summary>The time of the event at one end; with an argument, of the one whose argument is not null.</summary>
internal sealed class TimeSinceState<TEnd>(bool hasArgument) : AggregateState
    where TEnd : struct, IEnd
{
    private Instant? _outermost;

    public override void Add(in AggregateInput input)
    {
        if (!hasArgument || !input.Argument.IsNull) Keep(input.Time);
    }

    public override void Merge(AggregateState other)
    {
        if (((TimeSinceState<TEnd>)other)._outermost is { } time) Keep(time);
    }

    public override AggregateResult Result(Instant t) => AggregateResult.Of(_outermost is { } time ? Value.Of((t - time).TotalSeconds) : Value.Null);

    public override void Write(List<byte> bytes)
    {
        bytes.Add(_outermost is null ? (byte)0 : (byte)1);
        if (_outermost is { } time) StateBytes.AppendInt64(bytes, time.Microseconds);
    }

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        if (StateBytes.ReadByte(ref bytes) != 0) Keep(new(StateBytes.ReadInt64(ref bytes)));
    }

    private void Keep(Instant time)
    {
        if (_outermost is not { } kept || TEnd.IsOutside(time, kept)) _outermost = time;
    }
}
