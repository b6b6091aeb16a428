namespace Quern.PointInTime;

/// <summary>
/// Entities cut into parts by the low bits of their numbers, so that the events of one part fit into a processor's cache while they are sorted, and so that parts are worked on
/// in parallel. Numbers are given in the order of first sight, so that the low bits spread large and small entities evenly.
/// </summary>
/// <param name="Skip">How many of the lowest bits are the same for all entities at hand, and say nothing.</param>
/// <param name="Bits">How many bits make the number of a part.</param>
public readonly record struct EntityPartition(int Skip, int Bits)
{
    /// <summary>All entities in one part.</summary>
    public static EntityPartition None => default;

    /// <summary>How many parts there are.</summary>
    public int Parts => 1 << Bits;

    /// <summary>The part of an entity.</summary>
    public int Of(int entity) => (entity >> Skip) & (Parts - 1);

    /// <summary>The place of an entity in its part: 0, 1, 2, ….</summary>
    public int PlaceOf(int entity) => entity >> (Skip + Bits);
}
