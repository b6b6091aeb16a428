using System.Collections.Concurrent;

namespace Quern.Connectors.Redis;

/// <summary>
/// Pages that were read lately. A page is never changed, and its number never given again, so that one that is here is as it is on the server. There are two generations: when the younger is full it becomes the older, and what
/// was not asked for meanwhile goes with the one before.
/// </summary>
/// <param name="mostBytes">About how much memory both take.</param>
internal sealed class PageCache(long mostBytes)
{
    private readonly Lock _turning = new();
    private volatile ConcurrentDictionary<long, Cached> _young = new();
    private volatile ConcurrentDictionary<long, Cached> _old = new();
    private long _youngBytes;

    public IRecordPage? Find(long id)
    {
        if (_young.TryGetValue(id, out var found)) return found.Page;
        if (!_old.TryGetValue(id, out found)) return null;
        Add(id, found.Page, found.Bytes);
        return found.Page;
    }

    public void Add(long id, IRecordPage page, int bytes)
    {
        if (!_young.TryAdd(id, new(page, bytes)) || Interlocked.Add(ref _youngBytes, bytes) <= mostBytes / 2) return;
        lock (_turning)
        {
            if (Volatile.Read(ref _youngBytes) <= mostBytes / 2) return;
            (_old, _young) = (_young, new());
            Volatile.Write(ref _youngBytes, 0);
        }
    }

    private sealed record Cached(IRecordPage Page, int Bytes);
}
