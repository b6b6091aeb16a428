using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>
/// Where an entity's rows are cut into blocks. A row is an anchor when its own hash says so, on average one in <see cref="AnchorEvery"/>; every anchor starts a block, and from
/// there on every <see cref="MaxRows"/>-th row does. So the cut depends on the rows alone, not on the order or size of the writes that brought them, and a change
/// moves no boundary beyond the next anchor (content-defined chunking, as in LBFS, Muthitacharoen et al. 2001).
/// </summary>
/// <param name="MaxRows">The most rows of a block.</param>
/// <param name="AnchorEvery">How far anchors are apart on average; a power of two.</param>
/// <param name="CoarseEvery">How many blocks, tiles, or coarse tiles of the level below a coarse tile lies over on average; a power of two, from 2.</param>
public sealed record BlockShape(int MaxRows, int AnchorEvery, int CoarseEvery)
{
    /// <summary>128 rows; anchors 1,024 rows apart; coarse tiles over 32. Small blocks make the edges of windows cheap, large ones their middle.</summary>
    public static BlockShape Default { get; } = new(128, 1024, 32);

    internal bool IsAnchor(EntityRows rows, int row)
    {
        var hash = StableHash.Of(rows.Times[row]);
        foreach (var column in rows.ColumnSpan)
        {
            var value = column.IsNull(row) ? 0 : column switch
            {
                TextColumn text => text.Pool.Hash(text.Codes[row]),
                Float64Column real => unchecked((ulong)BitConverter.DoubleToInt64Bits(real.Values[row])),
                _ => unchecked((ulong)((Int64Column)column).Values[row]),
            };
            hash = StableHash.Of(unchecked((long)(hash ^ value)));
        }

        return (hash & (ulong)(AnchorEvery - 1)) == 0;
    }
}
