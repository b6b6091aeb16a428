namespace Quern.Engine.Online;

/// <summary>Puts rows of stored blocks back into arrays.</summary>
internal sealed class BlockDecoder(AggregationLayout layout)
{
    /// <summary>Appends the rows of a block with times from <paramref name="from"/>, included, to <paramref name="end"/>, excluded.</summary>
    public void Append(EntityRows target, StateRecord record, long from, long end)
    {
        var block = new BlockRows(record.RowBytes(layout.View), record.Rows, layout.Kinds);
        var (start, stop) = (0, block.Count);
        while (start < stop && block.Time(start) < from) start++;
        while (stop > start && block.Time(stop - 1) >= end) stop--;
        for (var column = 0; column < target.Columns.Count; column++) block.Column(column).AppendTo(target.Columns[column], start, stop);
        var ties = layout.KeepsTies ? block.Ties() : default;
        for (var row = start; row < stop; row++) target.AddTimes(block.Time(row), block.Time(row), layout.KeepsTies ? ties.Text(row) : default);
    }
}
