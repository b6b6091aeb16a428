using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>Puts rows of stored blocks back into arrays.</summary>
internal sealed class BlockDecoder(AggregationLayout layout)
{
    /// <summary>Appends the rows of a block with times from <paramref name="from"/>, included, to <paramref name="end"/>, excluded.</summary>
    public void Append(EntityRows target, StateRecord record, long from, long end)
    {
        var block = new BlockRows(record.RowBytes(layout.View), record.Rows, layout.Kinds);
        var (start, stop) = (0, block.Times.Length);
        while (start < stop && block.Times[start] < from) start++;
        while (stop > start && block.Times[stop - 1] >= end) stop--;
        for (var column = 0; column < target.Columns.Count; column++) AppendColumn(target.Columns[column], block.Column(column), start, stop);
        var ties = layout.NeedsOrder ? block.Ties() : default;
        for (var row = start; row < stop; row++) target.AddTimes(block.Times[row], block.Times[row], layout.NeedsOrder ? ties.Text(row) : default);
    }

    private static void AppendColumn(Column target, BlockColumn source, int start, int stop)
    {
        for (var row = start; row < stop; row++)
        {
            if (source.IsNull(row)) target.AppendNull();
            else if (target is TextColumn text) text.Append(source.Text(row));
            else if (target is Float64Column real) real.Append(BitConverter.Int64BitsToDouble(source.Bits(row)));
            else ((Int64Column)target).Append(source.Bits(row));
        }
    }
}
