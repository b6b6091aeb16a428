using System.Collections.Concurrent;

namespace Quern.Engine.Serving;

/// <summary>Things that one thread uses at a time: as many as were ever in use at once. After the pool is disposed, those in use are disposed when they come back. Safe for many threads.</summary>
/// <param name="open">Makes one more.</param>
public sealed class Pool<T>(Func<T> open) : IDisposable
    where T : IDisposable
{
    private readonly ConcurrentBag<T> _idle = [];
    private volatile bool _closed;

    /// <summary>One that nobody uses; to be given back, or disposed when nobody knows in what state it is.</summary>
    public T Rent() => _idle.TryTake(out var item) ? item : open();

    /// <summary>Gives one back.</summary>
    public void Return(T item)
    {
        _idle.Add(item);
        // Closed in the meantime: nobody else will come for it.
        if (_closed) Drain();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed = true;
        Drain();
    }

    private void Drain()
    {
        while (_idle.TryTake(out var item)) item.Dispose();
    }
}
