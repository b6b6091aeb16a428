using System.Collections.Immutable;
using Quern.Engine.Online;

namespace Quern.Testing.Online;

/// <summary>An online store that lives in memory, for tests: a sorted set that is replaced whole by each commit.</summary>
public sealed class MemoryOnlineStore : IOnlineStore
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _materializing = new(1, 1);
    private volatile Committed _committed = new(0, ImmutableSortedSet.Create<MemoryRecord>(MemoryRecord.ByKey));

    /// <inheritdoc/>
    public IOnlineSnapshot OpenSnapshot() => new MemorySnapshot(() => _committed);

    /// <inheritdoc/>
    public IOnlineWrite BeginWrite()
    {
        _writing.Wait();
        return new MemoryWrite(_committed.Records, records => _committed = new(_committed.Version + 1, records), () => _writing.Release());
    }

    /// <inheritdoc/>
    public IDisposable LockMaterialization()
    {
        if (!_materializing.Wait(0)) throw new QuernException(new Finding("QRN4007", "the online store in memory is being materialized by somebody else"));
        return new Turn(_materializing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    internal sealed record Committed(long Version, ImmutableSortedSet<MemoryRecord> Records);

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        private SemaphoreSlim? _turns = turns;

        public void Dispose() => Interlocked.Exchange(ref _turns, null)?.Release();
    }
}
