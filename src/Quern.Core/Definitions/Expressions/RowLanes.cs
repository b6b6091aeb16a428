using Quern.Schema;
using Quern.Values;

namespace Quern.Definitions.Expressions;

/// <summary>The arrays of a batch's columns as a compiled loop takes them: one entry for each field that the expression reads, in the lane that the field's kind has.</summary>
internal sealed class RowLanes
{
    public readonly long[][] Int64s;
    public readonly double[][] Float64s;
    public readonly int[][] Codes;
    public readonly StringPool[] Pools;
    public readonly bool[]?[] Nulls;

    public RowLanes(EventBatch batch, IReadOnlyList<int> fields)
    {
        Int64s = new long[fields.Count][];
        Float64s = new double[fields.Count][];
        Codes = new int[fields.Count][];
        Pools = new StringPool[fields.Count];
        Nulls = new bool[]?[fields.Count];
        for (var slot = 0; slot < fields.Count; slot++) Set(slot, batch[fields[slot]]);
    }

    /// <summary>The lanes of an expression that reads one field of text.</summary>
    public RowLanes(TextColumn column)
        : this(null!, [])
    {
        (Codes, Pools, Nulls) = ([column.Buffer], [column.Pool], [column.NullBuffer]);
    }

    private void Set(int slot, Column column)
    {
        Nulls[slot] = column.NullBuffer;
        switch (column)
        {
            case Int64Column whole:
                Int64s[slot] = whole.Buffer;
                break;
            case Float64Column real:
                Float64s[slot] = real.Buffer;
                break;
            case TextColumn text:
                Codes[slot] = text.Buffer;
                Pools[slot] = text.Pool;
                break;
        }
    }
}
