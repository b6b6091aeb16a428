namespace Quern.Connectors.Feeds;

/// <summary>How many records come in a second, over the last ten. For one thread that adds and any that ask.</summary>
internal sealed class FeedRate(TimeProvider time)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);
    private readonly Queue<(long At, int Count)> _taken = new();
    private readonly Lock _lock = new();
    private long _sum;

    public void Add(int count)
    {
        lock (_lock)
        {
            _taken.Enqueue((time.GetTimestamp(), count));
            _sum += count;
            Forget();
        }
    }

    public double PerSecond()
    {
        lock (_lock)
        {
            Forget();
            return _sum / Span.TotalSeconds;
        }
    }

    private void Forget()
    {
        while (_taken.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= Span) _sum -= _taken.Dequeue().Count;
    }
}
