using System.Numerics;
using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>Turns rows of a DuckDB vector into rows of a column. One for each thread and column, since it may remember texts.</summary>
internal abstract class ColumnReader
{
    /// <summary>Whether a null is a value; otherwise it is a fault.</summary>
    public bool Nullable { get; init; } = true;

    /// <summary>Appends rows; one that cannot be converted is named in <paramref name="faults"/>, and its value means nothing.</summary>
    public abstract void Read(DataVector vector, int start, int count, Column column, RowFaults faults);

    /// <summary>Calls for each null among the rows.</summary>
    protected void ReadNulls(DataVector vector, int start, int count, Column column, RowFaults faults)
    {
        var validity = vector.Validity;
        if (validity.IsEmpty) return;
        var offset = column.Count - count;
        for (var row = start; row < start + count; row++)
        {
            // Whole words without nulls are the usual case.
            if ((row & 63) == 0 && row + 64 <= start + count && validity[row >> 6] == ulong.MaxValue)
            {
                row += 63;
                continue;
            }

            if ((validity[row >> 6] >> (row & 63) & 1) != 0) continue;
            if (Nullable) column.SetNullAt(offset + row - start);
            else faults.Add(row, null, "null, which the record does not admit");
        }
    }

    protected static string Text<T>(T value)
        where T : INumber<T> => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
