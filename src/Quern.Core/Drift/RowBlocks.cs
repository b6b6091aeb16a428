namespace Quern.Drift;

/// <summary>Rows by the block of time that they belong to, put together once for all columns.</summary>
public sealed class RowBlocks
{
    private readonly int[] _rows;

    // By block where its rows begin; the last entry is where all end.
    private readonly int[] _starts;

    /// <summary>Puts the rows of each block together.</summary>
    /// <param name="blockOf">By row, the block that it belongs to, from 0.</param>
    /// <param name="count">How many blocks there are; one may have no rows.</param>
    /// <exception cref="IndexOutOfRangeException">A row belongs to none of them.</exception>
    public RowBlocks(ReadOnlySpan<int> blockOf, int count)
    {
        (_rows, _starts) = (new int[blockOf.Length], new int[count + 1]);
        foreach (var block in blockOf) _starts[block + 1]++;
        for (var block = 0; block < count; block++) _starts[block + 1] += _starts[block];
        int[] next = [.. _starts];
        for (var row = 0; row < _rows.Length; row++) _rows[next[blockOf[row]]++] = row;
    }

    /// <summary>How many blocks there are.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The rows of a block, ascending.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such block.</exception>
    public ReadOnlySpan<int> this[int block] => _rows.AsSpan(_starts[block].._starts[block + 1]);
}
