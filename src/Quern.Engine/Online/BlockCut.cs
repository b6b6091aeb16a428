namespace Quern.Engine.Online;

/// <summary>Where rows are cut into blocks, by the rule of <see cref="BlockShape"/>. The first row always starts one.</summary>
internal sealed class BlockCut(BlockShape shape)
{
    /// <summary>The end of the block that starts at a row.</summary>
    public int EndOf(EntityRows rows, int start)
    {
        var most = Math.Min(rows.Count, start + shape.MaxRows);
        for (var row = start + 1; row < most; row++)
            if (shape.IsAnchor(rows, row))
                return row;
        return most;
    }

    /// <summary>
    /// Whether a stored block that comes after the rows would begin where it does, under the number that it has, when all were cut anew.
    /// </summary>
    public bool Stands(EntityRows rows, StateRecord next, uint sequence, uint storedSequence)
    {
        var (start, last) = (0, -1);
        while (start < rows.Count)
        {
            if (last >= 0) sequence = rows.Times[start] == rows.Times[last] ? sequence + 1 : 0;
            last = start;
            start = EndOf(rows, start);
        }

        var expected = last >= 0 && rows.Times[last] == next.Earliest ? sequence + 1 : 0;
        if (storedSequence != expected) return false;
        return last < 0 || next.IsAnchor || start - last == shape.MaxRows;
    }
}
