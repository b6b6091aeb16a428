namespace Quern.Engine.Streams;

/// <summary>How many events came in each of the last ten whole seconds. Safe for many threads.</summary>
internal sealed class EventRate
{
    private const int Seconds = 10;
    private readonly Lock _lock = new();
    private readonly (long Second, long Count)[] _slots = new (long, long)[Seconds + 1];

    public void Add(long second, long count)
    {
        lock (_lock)
        {
            ref var slot = ref _slots[second % _slots.Length];
            slot = (second, slot.Second == second ? slot.Count + count : count);
        }
    }

    /// <summary>Events a second over the ten seconds before one.</summary>
    public double PerSecond(long second)
    {
        lock (_lock) return _slots.Where(slot => slot.Second < second && slot.Second >= second - Seconds).Sum(slot => slot.Count) / (double)Seconds;
    }
}
