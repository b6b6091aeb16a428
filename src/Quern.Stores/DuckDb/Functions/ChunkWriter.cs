namespace Quern.Stores.DuckDb;

/// <summary>The chunk that a table function fills: at most <see cref="Capacity"/> rows.</summary>
internal readonly ref struct ChunkWriter
{
    private static readonly int VectorSize = (int)Native.VectorSize();

    private readonly nint _handle;

    internal ChunkWriter(nint handle) => _handle = handle;

    internal int Capacity => VectorSize;

    internal VectorWriter this[int column] => new(Native.ChunkVector(_handle, (ulong)column), VectorSize);
}
