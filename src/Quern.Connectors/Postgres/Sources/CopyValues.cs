namespace Quern.Connectors.Postgres.Sources;

/// <summary>The values of one column in rows that lie in a buffer.</summary>
internal readonly ref struct CopyValues(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> offsets, ReadOnlySpan<int> lengths)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly ReadOnlySpan<int> _offsets = offsets;
    private readonly ReadOnlySpan<int> _lengths = lengths;

    /// <summary>The bytes of a row's value; none when it is null.</summary>
    public ReadOnlySpan<byte> this[int row] => _bytes.Slice(_offsets[row], Math.Max(0, _lengths[row]));

    public bool IsNull(int row) => _lengths[row] < 0;
}
