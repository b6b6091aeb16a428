using System.Collections.Concurrent;

namespace Quern.Engine.Served;

/// <summary>
/// The memory of the log, never more than its bound: pages are lent, filled, queued, written and lent again. Nobody waits here: who gets no page drops its row. Safe for many threads.
/// </summary>
internal sealed class ServedPages(long limit)
{
    /// <summary>The size of a page. A row that is larger has a page of its own size, which is not kept.</summary>
    public const int PageBytes = 32 << 10;

    private readonly ConcurrentQueue<ServedPage> _idle = new();
    private readonly ConcurrentQueue<ServedPage> _filled = new();
    private long _bytes;

    /// <summary>How many bytes are lent or wait to be written.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>A page with room for so many bytes; null when the bound is reached.</summary>
    public ServedPage? Take(int bytes)
    {
        var size = Math.Max(bytes, PageBytes);
        if (Interlocked.Add(ref _bytes, size) > limit)
        {
            Interlocked.Add(ref _bytes, -size);
            return null;
        }

        return size == PageBytes && _idle.TryDequeue(out var page) ? page : new(size);
    }

    /// <summary>Has a page written.</summary>
    public void Queue(ServedPage page) => _filled.Enqueue(page);

    /// <summary>The page that has waited longest; null when none waits.</summary>
    public ServedPage? Next() => _filled.TryDequeue(out var page) ? page : null;

    /// <summary>Gives a page back.</summary>
    public void Return(ServedPage page)
    {
        (page.Used, page.Rows, page.Of) = (0, 0, null);
        if (page.Bytes.Length == PageBytes) _idle.Enqueue(page);
        Interlocked.Add(ref _bytes, -page.Bytes.Length);
    }
}
