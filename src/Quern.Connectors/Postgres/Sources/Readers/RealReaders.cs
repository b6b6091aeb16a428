using System.Buffers.Binary;
using System.Globalization;
using Quern.Engine.Sources;
using Quern.Values;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>Reals of 64 bits.</summary>
internal sealed class RealReader : CopyReader
{
    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var rows = ((Float64Column)target).AppendRange(count);
        for (var i = 0; i < count; i++) rows[i] = values[start + i] is { Length: 8 } value ? BinaryPrimitives.ReadDoubleBigEndian(value) : 0;
    }
}

/// <summary>Reals of 32 bits.</summary>
internal sealed class Real32Reader : CopyReader
{
    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var rows = ((Float64Column)target).AppendRange(count);
        for (var i = 0; i < count; i++) rows[i] = values[start + i] is { Length: 4 } value ? BinaryPrimitives.ReadSingleBigEndian(value) : 0;
    }
}

/// <summary>Whole numbers into reals; one that no real equals is a fault.</summary>
internal sealed class WholeToRealReader : CopyReader
{
    private const long AlwaysExact = (1L << 53) - 1;

    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var rows = ((Float64Column)target).AppendRange(count);
        for (var i = 0; i < count; i++)
        {
            var value = WholeReader.Of(values[start + i]);
            rows[i] = value;
            if (value is > AlwaysExact or < -AlwaysExact && Int128.CreateSaturating(rows[i]) != value) faults.Add(start + i, value.ToString(CultureInfo.InvariantCulture), "no 64-bit real equals it");
        }
    }
}

/// <summary>Decimal numbers into the nearest reals.</summary>
internal sealed class NumericReader : CopyReader
{
    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var rows = ((Float64Column)target).AppendRange(count);
        for (var i = 0; i < count; i++)
            if (!values.IsNull(start + i) && !Numeric.TryReadReal(values[start + i], out rows[i]))
                faults.Add(start + i, Numeric.TextOf(values[start + i]), "it is beyond what a 64-bit real can be");
    }
}
