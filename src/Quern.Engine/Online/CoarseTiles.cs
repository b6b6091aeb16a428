using System.Numerics;
using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>
/// Coarse tiles lie over runs of an entity's tiles or blocks, and over runs of each other, so that a long window of a busy entity is read in a few steps. They are the towers of a skip
/// list (Pugh 1990): the hash of a record's place says on how many levels it begins a run, and a run ends where the next of its level begins. So they depend on the records alone, however
/// those came; and a reader finds each at the record that it begins with. Over what lies before the first beginning, and after the last, there is none.
/// </summary>
internal static class CoarseTiles
{
    public const int Levels = 3;

    /// <summary>On how many levels a run begins with the tile or block of a place.</summary>
    public static int LevelOf(RecordPlace place, BlockShape shape)
    {
        var hash = StableHash.Of(unchecked((long)StableHash.Of(place.Time) ^ place.Sequence));
        return Math.Min(Levels, BitOperations.LeadingZeroCount(hash) / BitOperations.Log2((uint)shape.CoarseEvery));
    }

    public static RecordKind Kind(int level) => RecordKind.Block + (byte)level;

    /// <summary>Removes those that begin before a place; all, where there is none.</summary>
    public static void DeleteBefore(IOnlineWrite write, ReadOnlySpan<byte> partition, int view, RecordPlace? place)
    {
        for (var level = 1; level <= Levels; level++) Delete(write, partition, view, Kind(level), RecordPlace.First, place);
    }

    /// <summary>Removes those of one level that begin between two places, the second excluded; up to the last, where there is none.</summary>
    public static void Delete(IOnlineWrite write, ReadOnlySpan<byte> partition, int view, RecordKind kind, RecordPlace from, RecordPlace? end)
    {
        Span<byte> first = stackalloc byte[RecordKey.Length];
        Span<byte> stop = stackalloc byte[RecordKey.Length];
        write.Delete(partition, RecordKey.At(first, view, kind, from), end is { } place ? RecordKey.At(stop, view, kind, place) : RecordKey.End(stop, view, kind));
    }
}
