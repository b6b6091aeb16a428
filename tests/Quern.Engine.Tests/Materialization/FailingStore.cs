using Quern.Engine.Online;

namespace Quern.Engine.Tests.Materialization;

/// <summary>A store whose commits fail from the n-th on, as when the process is killed there.</summary>
internal sealed class FailingStore(IOnlineStore store, int commits) : IOnlineStore
{
    /// <summary>Gets or sets how many commits go well from now on.</summary>
    public int Left { get; set; } = commits;

    public IOnlineSnapshot OpenSnapshot() => store.OpenSnapshot();

    public IOnlineWrite BeginWrite() => new Write(store.BeginWrite(), this);

    public IDisposable LockMaterialization() => store.LockMaterialization();

    public void Dispose()
    {
    }

    public sealed class KilledException : Exception;

    private sealed class Write(IOnlineWrite write, FailingStore owner) : IOnlineWrite
    {
        public bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value) => write.TryGet(partition, record, out value);

        public void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from) => write.Seek(partition, from);

        public void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end) => write.SeekBefore(partition, end);

        public bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value) => write.Next(out record, out value);

        public void Put(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, ReadOnlySpan<byte> value) => write.Put(partition, record, value);

        public void Delete(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from, ReadOnlySpan<byte> end) => write.Delete(partition, from, end);

        public void DeleteEverywhere(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end) => write.DeleteEverywhere(from, end);

        public void Commit()
        {
            if (owner.Left-- <= 0) throw new KilledException();
            write.Commit();
        }

        public void Dispose() => write.Dispose();
    }
}
