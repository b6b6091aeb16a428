using Quern.Engine.Objects;

namespace Quern.Connectors.Tests.Workers;

/// <summary>A bucket before each call of which something may happen.</summary>
internal sealed class WatchedStore(IObjectStore store, Action<CancellationToken> before) : IObjectStore
{
    public string Name => store.Name;

    /// <summary>One that dies with its process: after so many calls nothing is done any more.</summary>
    public static WatchedStore Mortal(IObjectStore store, Func<bool> isDead) => new(store, _ =>
    {
        if (isDead()) throw new QuernException(new Finding("QRN6801", "its process is dead"));
    });

    /// <summary>One that does not answer before it is told to give up.</summary>
    public static WatchedStore Hanging(IObjectStore store) => new(store, cancellation =>
    {
        cancellation.WaitHandle.WaitOne();
        cancellation.ThrowIfCancellationRequested();
    });

    public StoredObject? Find(string key, CancellationToken cancellation)
    {
        before(cancellation);
        return store.Find(key, cancellation);
    }

    public IEnumerable<StoredObject> List(string prefix, string? after, CancellationToken cancellation)
    {
        before(cancellation);
        return store.List(prefix, after, cancellation);
    }

    public ObjectContent? Get(string key, CancellationToken cancellation)
    {
        before(cancellation);
        return store.Get(key, cancellation);
    }

    public void Read(StoredObject from, long offset, Memory<byte> into, CancellationToken cancellation)
    {
        before(cancellation);
        store.Read(from, offset, into, cancellation);
    }

    public StoredObject Put(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        before(cancellation);
        return store.Put(key, content, cancellation);
    }

    public bool TryCreate(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        before(cancellation);
        return store.TryCreate(key, content, cancellation);
    }

    public IObjectUpload BeginUpload(string key, CancellationToken cancellation)
    {
        before(cancellation);
        return store.BeginUpload(key, cancellation);
    }

    public void Delete(string key, CancellationToken cancellation)
    {
        before(cancellation);
        store.Delete(key, cancellation);
    }

    public void Dispose() => store.Dispose();
}
