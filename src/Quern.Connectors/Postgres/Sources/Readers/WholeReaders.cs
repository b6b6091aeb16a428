using System.Buffers.Binary;
using Quern.Engine.Sources;
using Quern.Values;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>Truth values.</summary>
internal sealed class BooleanReader : CopyReader
{
    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var rows = ((Int64Column)target).AppendRange(count);
        for (var i = 0; i < count; i++) rows[i] = values[start + i] is [not 0] ? 1 : 0;
    }
}

/// <summary>Whole numbers of 2, 4 or 8 bytes.</summary>
internal sealed class WholeReader : CopyReader
{
    /// <summary>A whole number of 2, 4 or 8 bytes; 0 of a null.</summary>
    public static long Of(ReadOnlySpan<byte> value) => value.Length switch
    {
        8 => BinaryPrimitives.ReadInt64BigEndian(value),
        4 => BinaryPrimitives.ReadInt32BigEndian(value),
        2 => BinaryPrimitives.ReadInt16BigEndian(value),
        _ => 0,
    };

    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var rows = ((Int64Column)target).AppendRange(count);
        for (var i = 0; i < count; i++) rows[i] = Of(values[start + i]);
    }
}

/// <summary>Decimal numbers without places behind the point into whole numbers of 64 bits; one that does not fit is a fault.</summary>
internal sealed class WholeNumericReader : CopyReader
{
    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var rows = ((Int64Column)target).AppendRange(count);
        for (var i = 0; i < count; i++)
            if (!values.IsNull(start + i) && !Numeric.TryReadWhole(values[start + i], out rows[i]))
                faults.Add(start + i, Numeric.TextOf(values[start + i]), $"it is outside {long.MinValue} to {long.MaxValue}");
    }
}
