using System.Text;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation.Extremes;

/// <summary>The least or greatest value so far. Its bytes: 0, or 1 and the value (8 bytes; for text its length in 8 bytes and its UTF-8).</summary>
internal sealed class ExtremeState<TDirection>(ValueKind kind) : AggregateState
    where TDirection : struct, IDirection
{
    private Value _best;

    public override void Add(in AggregateInput input)
    {
        var value = input.Argument;
        if (value.IsNull || (IsReal && double.IsNaN(value.AsDouble()))) return;
        if (_best.IsNull || (TDirection.IsLeast ? Compare(value, _best) < 0 : Compare(value, _best) > 0)) _best = value;
    }

    public override void Merge(AggregateState other) => Add(new(default, default, ((ExtremeState<TDirection>)other)._best));

    public override AggregateResult Result(Instant t) => AggregateResult.Of(_best);

    public override void Write(List<byte> bytes)
    {
        bytes.Add(_best.IsNull ? (byte)0 : (byte)1);
        if (_best.IsNull) return;
        if (kind == ValueKind.String) StateBytes.AppendInt64(bytes, Encoding.UTF8.GetByteCount(_best.AsText()));
        ValueCodec.Encode(_best, bytes);
    }

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        var exists = bytes[0] != 0;
        bytes = bytes[1..];
        if (!exists) return;
        var length = kind == ValueKind.String ? (int)StateBytes.ReadInt64(ref bytes) : sizeof(long);
        Add(new(default, default, ValueCodec.Decode(DataType.Scalar(kind), bytes[..length])));
        bytes = bytes[length..];
    }

    private bool IsReal => kind is ValueKind.Float32 or ValueKind.Float64;

    private int Compare(Value left, Value right)
    {
        if (kind == ValueKind.String) return Encoding.UTF8.GetBytes(left.AsText()).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.AsText()));
        return IsReal ? RealOrder.Key(left.AsDouble()).CompareTo(RealOrder.Key(right.AsDouble())) : left.Bits.CompareTo(right.Bits);
    }
}
