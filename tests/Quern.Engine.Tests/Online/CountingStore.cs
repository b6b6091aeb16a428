using Quern.Engine.Online;

namespace Quern.Engine.Tests.Online;

/// <summary>Counts the records that are read of another store.</summary>
internal sealed class CountingStore(IOnlineStore store) : IOnlineStore
{
    public long Records { get; set; }

    /// <summary>Called before each record is read, with the number of those before it.</summary>
    public Action<long>? OnRecord { get; set; }

    public IOnlineSnapshot OpenSnapshot() => new Snapshot(this, store.OpenSnapshot());

    public IOnlineWrite BeginWrite() => store.BeginWrite();

    public IDisposable LockMaterialization() => store.LockMaterialization();

    public void Dispose()
    {
    }

    private void Count()
    {
        OnRecord?.Invoke(Records);
        Records++;
    }

    private sealed class Snapshot(CountingStore owner, IOnlineSnapshot inner) : IOnlineSnapshot
    {
        public long Version => inner.Version;

        public void Renew() => inner.Renew();

        public void Release() => inner.Release();

        public bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
        {
            owner.Count();
            return inner.TryGet(partition, record, out value);
        }

        public void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from) => inner.Seek(partition, from);

        public void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end) => inner.SeekBefore(partition, end);

        public bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
        {
            owner.Count();
            return inner.Next(out record, out value);
        }

        public long VisitPartitions(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, Action<ReadOnlySpan<byte>> visit) => inner.VisitPartitions(from, end, visit);

        public void VisitRecords(RecordVisit visit) => inner.VisitRecords(visit);

        public byte[] VisitPage(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, ReadOnlySpan<byte> after, int most, Action<ReadOnlySpan<byte>> visit) => inner.VisitPage(from, end, after, most, visit);

        public void Dispose() => inner.Dispose();
    }
}
