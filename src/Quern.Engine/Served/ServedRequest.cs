using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>A request that has been answered: what came and what went. It is copied where it is recorded; nothing of it is kept.</summary>
/// <param name="id">The request's id: ASCII, at most <see cref="LongestId"/> characters.</param>
/// <param name="at">The instant of the read.</param>
/// <param name="joinKeys">The columns named by the service's join keys, in that order.</param>
/// <param name="requests">The columns named by its request fields, in that order.</param>
/// <param name="rows">How many rows there are.</param>
/// <param name="readTimes">For each of the service's reads, by row, the event time that was answered in microseconds; 0 where none was.</param>
/// <param name="lookupTimes">For each of its lookups, the same.</param>
/// <param name="outputs">What was answered: columns of the service's outputs, in that order.</param>
public readonly ref struct ServedRequest(string id, Instant at, IReadOnlyList<Column> joinKeys, IReadOnlyList<Column> requests, int rows, long[][] readTimes, long[][] lookupTimes, ResultColumn[] outputs)
{
    /// <summary>How many characters an id has at most.</summary>
    public const int LongestId = 128;

    /// <summary>For each of the service's reads up to where online state had come, as <see cref="Serving.VectorBatch.OnlineTo"/> has it. Default: not known.</summary>
    public long[] OnlineTo { get; init; } = [];

    internal string Id { get; } = id;

    internal Instant At { get; } = at;

    internal IReadOnlyList<Column> JoinKeys { get; } = joinKeys;

    internal IReadOnlyList<Column> Requests { get; } = requests;

    internal int Rows { get; } = rows;

    internal long[][] ReadTimes { get; } = readTimes;

    internal long[][] LookupTimes { get; } = lookupTimes;

    internal ResultColumn[] Outputs { get; } = outputs;
}
