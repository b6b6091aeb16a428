namespace Quern.Engine.PointInTime;

/// <summary>How much a computation may use at once.</summary>
/// <param name="Threads">How many threads compute.</param>
/// <param name="MemoryBytes">About how much memory events may take together; more are worked through in several passes over the sources.</param>
public sealed record HistoryLimits(int Threads, long MemoryBytes)
{
    /// <summary>About how many events are sorted at a time by one thread: so many that they fit into a processor's cache. By default 65,536.</summary>
    public int PartEvents { get; init; } = 1 << 16;
}
