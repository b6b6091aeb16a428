namespace Quern.Engine.Objects;

/// <summary>An object that is put in parts. Disposed without having been completed, it leaves nothing.</summary>
public interface IObjectUpload : IDisposable
{
    /// <summary>How long every part but the last must be at least, in bytes.</summary>
    const int LeastPart = 5 << 20;

    /// <summary>How many parts there may be.</summary>
    const int MostParts = 10_000;

    /// <summary>Puts a part. Several threads may, each another number; a number that was put before is put anew.</summary>
    /// <param name="number">Its place among the parts, from 1.</param>
    /// <param name="content">At least <see cref="LeastPart"/> bytes, but for the last.</param>
    /// <param name="cancellation">Ends it.</param>
    void Put(int number, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Puts the parts together, by their numbers, in place of the object that has the key.</summary>
    StoredObject Complete(CancellationToken cancellation);
}
