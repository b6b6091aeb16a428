using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>Writes the state of one view for one entity at a time.</summary>
internal interface IEntityWriter
{
    /// <summary>Brings in all events of an entity in a range of event times.</summary>
    void Replace(IOnlineWrite write, ReadOnlySpan<byte> partition, Interval range, EntityRows rows);

    /// <summary>Adds events of an entity to what is there, once each, and takes some away.</summary>
    /// <param name="write">The write under way.</param>
    /// <param name="partition">The entity's.</param>
    /// <param name="rows">The events to add, in order of time.</param>
    /// <param name="removed">The events to take away, by their times and ties, in order of time.</param>
    void Insert(IOnlineWrite write, ReadOnlySpan<byte> partition, EntityRows rows, EntityRows removed);

    /// <summary>Sums up or drops what is no longer kept in detail.</summary>
    void Compact(IOnlineWrite write, ReadOnlySpan<byte> partition);
}
