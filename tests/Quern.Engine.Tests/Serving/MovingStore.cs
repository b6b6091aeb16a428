using Quern.Engine.Online;

namespace Quern.Engine.Tests.Serving;

/// <summary>A store that keeps no former states, as one beyond a network: what is fetched together is of one commit, and what is not of that commit is refused.</summary>
/// <param name="store">What it holds.</param>
/// <param name="beforeFetch">What happens before each time that something is fetched, such as a commit.</param>
internal sealed class MovingStore(IOnlineStore store, Action beforeFetch) : IOnlineStore
{
    public IOnlineSnapshot OpenSnapshot() => new Snapshot(store.OpenSnapshot(), beforeFetch);

    public IOnlineWrite BeginWrite() => throw new NotSupportedException();

    public IDisposable LockMaterialization() => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Snapshot(IOnlineSnapshot inner, Action beforeFetch) : IOnlineSnapshot
    {
        private readonly HashSet<string> _held = [];
        private long? _version;

        public bool Prefetches => true;

        public long Version => _version ?? throw new InvalidOperationException("Nothing was fetched.");

        public void Renew() => Release();

        public void Release()
        {
            _held.Clear();
            _version = null;
        }

        public void Prefetch(PartitionList partitions)
        {
            Move();
            for (var i = 0; i < partitions.Count; i++) _held.Add(Convert.ToHexString(partitions[i]));
        }

        public bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
        {
            Hold(partition);
            return inner.TryGet(partition, record, out value);
        }

        public void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from)
        {
            Hold(partition);
            inner.Seek(partition, from);
        }

        public void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end)
        {
            Hold(partition);
            inner.SeekBefore(partition, end);
        }

        public bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value) => inner.Next(out record, out value);

        public long VisitPartitions(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, Action<ReadOnlySpan<byte>> visit) => throw new NotSupportedException();

        public void VisitRecords(RecordVisit visit) => throw new NotSupportedException();

        public byte[] VisitPage(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, ReadOnlySpan<byte> after, int most, Action<ReadOnlySpan<byte>> visit) => throw new NotSupportedException();

        public void Dispose() => inner.Dispose();

        private void Hold(ReadOnlySpan<byte> partition)
        {
            if (!_held.Contains(Convert.ToHexString(partition))) Move();
            _held.Add(Convert.ToHexString(partition));
        }

        private void Move()
        {
            beforeFetch();
            inner.Renew();
            if (_version is { } held && held != inner.Version) throw new SnapshotMovedException();
            _version = inner.Version;
        }
    }
}
