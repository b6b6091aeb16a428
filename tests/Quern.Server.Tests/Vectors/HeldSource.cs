using Quern.Engine.Serving;
using Quern.Time;
using Quern.Values;

namespace Quern.Server.Tests.Vectors;

/// <summary>A source that does something before each of its reads, and when it is disposed.</summary>
internal sealed class HeldSource(IVectorSource source, Action before, Action? disposed = null) : IVectorSource, IDisposable
{
    public void Read(IReadOnlyList<Column> joinKeys, IReadOnlyList<Column> requests, int rows, Instant t, VectorBatch batch)
    {
        before();
        source.Read(joinKeys, requests, rows, t, batch);
    }

    public void Read(IReadOnlyList<Column> joinKeys, IReadOnlyList<Column> requests, int rows, Instant t, VectorBatch batch, ReadProgress progress)
    {
        before();
        source.Read(joinKeys, requests, rows, t, batch, progress);
    }

    public void Dispose()
    {
        (source as IDisposable)?.Dispose();
        disposed?.Invoke();
    }
}
