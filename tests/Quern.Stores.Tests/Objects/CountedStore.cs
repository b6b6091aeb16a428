using Quern.Engine.Objects;

namespace Quern.Stores.Tests.Objects;

/// <summary>A store that counts what is read of it.</summary>
internal sealed class CountedStore(IObjectStore store) : IObjectStore
{
    private long _read;

    public string Name => store.Name;

    public Action<string>? Before { get; set; }

    public long TakeRead() => Interlocked.Exchange(ref _read, 0);

    public StoredObject? Find(string key, CancellationToken cancellation) => store.Find(key, cancellation);

    public IEnumerable<StoredObject> List(string prefix, string? after, CancellationToken cancellation) => store.List(prefix, after, cancellation);

    public ObjectContent? Get(string key, CancellationToken cancellation)
    {
        var found = store.Get(key, cancellation);
        Interlocked.Add(ref _read, found?.Content.Length ?? 0);
        return found;
    }

    public void Read(StoredObject from, long offset, Memory<byte> into, CancellationToken cancellation)
    {
        Before?.Invoke(from.Key);
        store.Read(from, offset, into, cancellation);
        Interlocked.Add(ref _read, into.Length);
    }

    public StoredObject Put(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) => store.Put(key, content, cancellation);

    public bool TryCreate(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) => store.TryCreate(key, content, cancellation);

    public IObjectUpload BeginUpload(string key, CancellationToken cancellation) => store.BeginUpload(key, cancellation);

    public void Delete(string key, CancellationToken cancellation) => store.Delete(key, cancellation);

    public void Dispose() => store.Dispose();
}
