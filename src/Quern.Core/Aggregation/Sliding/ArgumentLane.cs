using Quern.Values;

namespace Quern.Aggregation.Sliding;

/// <summary>The argument's values by event number, written out as they are, whichever lane they are in.</summary>
internal readonly ref struct ArgumentLane
{
    private readonly SweepArgument _argument;
    private readonly bool _hasNulls;

    public ArgumentLane(in SweepArgument argument)
    {
        _argument = argument;
        _hasNulls = !argument.Nulls.IsEmpty;
    }

    public bool IsNull(int @event) => _hasNulls && _argument.Nulls[@event];

    /// <summary>Writes the value of an event as the result of a row.</summary>
    public void Write(int @event, int ordinal, ResultWriter output)
    {
        if (_argument.Pool is not null) output.SetEncoded(ordinal, Bytes(@event));
        else output.SetBits(ordinal, Bits(@event));
    }

    /// <summary>The value of an event.</summary>
    public Value Value(int @event, ValueKind kind) =>
        _argument.Pool is null ? Values.Value.OfBits(kind, Bits(@event)) : Values.Value.OfBytes(kind, Bytes(@event));

    /// <summary>The bytes of an event's value, which is text or an embedding.</summary>
    public ReadOnlySpan<byte> Bytes(int @event) => _argument.Pool!.Utf8(_argument.Codes[@event]);

    /// <summary>Appends the value of an event to a list.</summary>
    public void Append(int @event, EncodedItems items)
    {
        if (_argument.Pool is not null) items.AppendText(Bytes(@event));
        else items.AppendBits(Bits(@event));
    }

    private long Bits(int @event) =>
        _argument.Float64s.IsEmpty ? _argument.Int64s[@event] : BitConverter.DoubleToInt64Bits(_argument.Float64s[@event]);
}
