using Quern.Engine.Events;
using Quern.PointInTime;

namespace Quern.Engine.PointInTime;

/// <summary>The events of one part of a view's entities, sorted. Filled again for one part after the other, with the same memory.</summary>
internal sealed class SortedPart(ViewScan scan, CollectedEvents collected, bool asKnown)
{
    private readonly EventBuffer _buffer = new(scan.Shape);

    public SortedEvents Sorted { get; } = new(scan.View);

    public EventTable Events => Sorted.Events;

    /// <summary>Sorts the events of a part and lets go of them where they were collected.</summary>
    public void Load(int part)
    {
        _buffer.Clear();
        collected.Copy(part, _buffer);
        collected.Release(part);
        Sorted.Load(_buffer, scan.Keys.Count, scan.Partition, asKnown);
    }
}
