using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>Writes the state of one view for one entity at a time.</summary>
internal interface IEntityWriter
{
    /// <summary>Brings in all events of an entity in a range of event times.</summary>
    void Replace(IOnlineWrite write, ReadOnlySpan<byte> partition, Interval range, EntityRows rows);
}
