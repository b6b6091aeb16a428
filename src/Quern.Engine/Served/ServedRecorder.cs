using System.Runtime.InteropServices;
using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>
/// Takes the rows of one service in one version of the registry. A row is copied into a page that no other thread has meanwhile: it is taken out of a slot, and put back. Nobody waits for anybody;
/// a row for which there is no memory is dropped and counted. In the steady state nothing is allocated. Safe for many threads.
/// </summary>
public sealed class ServedRecorder
{
    private readonly ServedPages _pages;
    private readonly KeySample _sample;
    private readonly ServedPage?[] _slots;

    internal ServedRecorder(ServedShape shape, KeySample sample, ServedPages pages, ServiceTally tally, int slots)
    {
        (Shape, _sample, _pages, Tally) = (shape, sample, pages, tally);
        _slots = new ServedPage?[slots];
    }

    /// <summary>What a row is.</summary>
    public ServedShape Shape { get; }

    internal ServiceTally Tally { get; }

    /// <summary>Copies those rows of a request that are in the sample. It never fails: what cannot be copied is counted.</summary>
    public void Record(in ServedRequest request)
    {
        var hash = request.JoinKeys.Count == 0 ? StableHash.Of(MemoryMarshal.AsBytes(request.Id.AsSpan())) : 0;
        for (var row = 0; row < request.Rows; row++)
            if (_sample.Has(request.JoinKeys, row, hash) && !TryCopy(request, row))
                Tally.Drop(1);
    }

    /// <summary>Queues the pages that are not full.</summary>
    internal void Seal()
    {
        for (var slot = 0; slot < _slots.Length; slot++)
            if (Interlocked.Exchange(ref _slots[slot], null) is { } page)
                _pages.Queue(page);
    }

    private bool TryCopy(in ServedRequest request, int row)
    {
        var bytes = RowForm.Measure(request, row);
        ref var slot = ref _slots[Thread.GetCurrentProcessorId() % _slots.Length];
        var page = Interlocked.Exchange(ref slot, null);
        if (page is not null && page.Free < bytes)
        {
            _pages.Queue(page);
            page = null;
        }

        if (page is null && (page = Lend(bytes)) is null) return false;
        RowForm.Write(request, row, page.Bytes.AsSpan(page.Used, bytes));
        page.Used += bytes;
        page.Rows++;
        // Another thread that ran on this processor may have put one there.
        if (Interlocked.CompareExchange(ref slot, page, null) is not null) _pages.Queue(page);
        return true;
    }

    private ServedPage? Lend(int bytes)
    {
        try
        {
            var page = _pages.Take(bytes);
            if (page is not null) page.Of = this;
            return page;
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }
}
