using Quern.Engine.Serving;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <summary>Now and then goes over the state of a project's streams and lets go of what nobody reads in detail any more.</summary>
internal sealed class StreamCompaction : IDisposable
{
    // So that others do not wait for it.
    private static readonly TimeSpan RestAfterPage = TimeSpan.FromMilliseconds(50);

    // Whatever was known longer ago is in the state, however long a commit or a checkpoint takes.
    private static readonly Duration Margin = new(3_600_000_000);

    private readonly StreamHeads _heads;
    private readonly IClock _clock;
    private readonly ManualResetEventSlim _stop = new();
    private readonly BackgroundLoop _loop;

    public StreamCompaction(StreamHeads heads, IClock clock, StreamLimits limits, Action<Exception>? failed)
    {
        (_heads, _clock) = (heads, clock);
        _loop = new("compaction", limits.CompactEvery, Run, failed, limits.ThreadBegins);
    }

    public void Dispose()
    {
        _stop.Set();
        _loop.Dispose();
        _stop.Dispose();
    }

    // At a clock that events move, an hour may pass between two of them.
    private void Run()
    {
        if (!_stop.IsSet && _clock is not IAdvancingClock) _heads.Compact(_clock.Now - Margin, rest: () => !_stop.Wait(RestAfterPage));
    }
}
