using Quern.Engine.Online;

namespace Quern.Engine.Tests.Serving;

/// <summary>
/// What a store holds now, in arrays that are read without allocating, as a real store's pages are. Only single records can be read.
/// </summary>
internal sealed class FrozenStore(IOnlineStore store) : IOnlineStore
{
    public IOnlineSnapshot OpenSnapshot() => new Snapshot(store.OpenSnapshot());

    public IOnlineWrite BeginWrite() => throw new NotSupportedException();

    public IDisposable LockMaterialization() => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Snapshot(IOnlineSnapshot inner) : IOnlineSnapshot
    {
        private readonly List<(byte[] Partition, byte[] Record, byte[] Value)> _read = [];
        private bool _isRenewed;

        public long Version => 1;

        public void Renew()
        {
            if (!_isRenewed) inner.Renew();
            _isRenewed = true;
        }

        public void Release()
        {
        }

        public bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
        {
            foreach (var known in _read)
            {
                if (!known.Partition.AsSpan().SequenceEqual(partition) || !known.Record.AsSpan().SequenceEqual(record)) continue;
                value = known.Value;
                return true;
            }

            var found = inner.TryGet(partition, record, out value);
            if (found) _read.Add((partition.ToArray(), record.ToArray(), value.ToArray()));
            return found;
        }

        public void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from) => throw new NotSupportedException();

        public void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end) => throw new NotSupportedException();

        public bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value) => throw new NotSupportedException();

        public long VisitPartitions(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, Action<ReadOnlySpan<byte>> visit) => throw new NotSupportedException();

        public void VisitRecords(RecordVisit visit) => throw new NotSupportedException();

        public byte[] VisitPage(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, ReadOnlySpan<byte> after, int most, Action<ReadOnlySpan<byte>> visit) => throw new NotSupportedException();

        public void Dispose() => inner.Dispose();
    }
}
