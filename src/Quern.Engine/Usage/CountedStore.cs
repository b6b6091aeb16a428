using System.Buffers.Binary;
using Quern.Engine.Online;
using Quern.Planning;

namespace Quern.Engine.Usage;

/// <summary>
/// An online store that counts what is written into it, by view: the records that were put, and their bytes. What was not committed does not count, nor what is written of no view.
/// </summary>
/// <param name="store">The store; not disposed with this.</param>
/// <param name="counted">Told of each view's records, and of their bytes with their keys, once they are committed.</param>
public sealed class CountedStore(IOnlineStore store, Action<string, long, long> counted) : IOnlineStore
{
    /// <inheritdoc/>
    public IOnlineSnapshot OpenSnapshot() => store.OpenSnapshot();

    /// <inheritdoc/>
    public IOnlineSnapshot OpenSnapshot(IReadOnlyCollection<ViewPlan> views) => store.OpenSnapshot(views);

    /// <inheritdoc/>
    public IOnlineWrite BeginWrite() => new Write(store.BeginWrite(), counted);

    /// <inheritdoc/>
    public IDisposable LockMaterialization() => store.LockMaterialization();

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Write(IOnlineWrite write, Action<string, long, long> counted) : IOnlineWrite
    {
        private readonly Dictionary<int, (long Records, long Bytes)> _views = [];

        public bool Prefetches => write.Prefetches;

        public void Prefetch(PartitionList partitions) => write.Prefetch(partitions);

        public bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value) => write.TryGet(partition, record, out value);

        public void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from) => write.Seek(partition, from);

        public void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end) => write.SeekBefore(partition, end);

        public bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value) => write.Next(out record, out value);

        public void Put(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, ReadOnlySpan<byte> value)
        {
            write.Put(partition, record, value);
            // The catalog's partition begins with a zero, which no entity's does.
            if (record.Length < sizeof(int) || partition[0] == 0) return;
            ref var view = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_views, BinaryPrimitives.ReadInt32BigEndian(record), out _);
            view = (view.Records + 1, view.Bytes + partition.Length + record.Length + value.Length);
        }

        public void Delete(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from, ReadOnlySpan<byte> end) => write.Delete(partition, from, end);

        public void DeleteEverywhere(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end) => write.DeleteEverywhere(from, end);

        public void Commit()
        {
            var states = _views.Count == 0 ? [] : OnlineCatalog.List(write).Where(state => _views.ContainsKey(state.Number)).ToArray();
            write.Commit();
            foreach (var state in states) counted(state.View, _views[state.Number].Records, _views[state.Number].Bytes);
            _views.Clear();
        }

        public void Dispose() => write.Dispose();
    }
}
