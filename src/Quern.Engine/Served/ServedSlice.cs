using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>What a log spans.</summary>
/// <param name="First">The first instant of a read.</param>
/// <param name="Last">The last.</param>
/// <param name="Rows">How many rows there are.</param>
public readonly record struct ServedSpan(Instant First, Instant Last, long Rows);

/// <summary>Some rows of a log, by the columns that say what they are.</summary>
/// <param name="RequestIds">The id of each row's request.</param>
/// <param name="Rows">Which row of its request each one is.</param>
/// <param name="At">The instant of each read, in microseconds.</param>
/// <param name="Versions">The version of the registry that answered.</param>
/// <param name="Codes">The content hash of its compiled definitions; empty where it was not logged.</param>
/// <param name="JoinKeys">The join keys.</param>
public sealed record ServedSlice(string[] RequestIds, int[] Rows, long[] At, string[] Versions, string[] Codes, IReadOnlyList<Column> JoinKeys)
{
    /// <summary>How many there are.</summary>
    public int Count => RequestIds.Length;
}
