using Quern.Engine.Objectives;

namespace Quern.Server.Objectives;

/// <summary>
/// Counts the reads of one service for its objectives until they are taken. Told on the hot path: it neither waits nor allocates. Each read is one count for each objective, good or not, so that
/// none is torn apart by who takes the counts meanwhile. Safe for use from several threads.
/// </summary>
internal sealed class ReadTally
{
    private readonly TimeSpan[] _limits;
    private readonly long[] _within;
    private readonly long[] _beyond;
    private long _answered;
    private long _failed;

    /// <summary>A tally that has counted nothing.</summary>
    /// <param name="limits">The times that reads are held against; the same one may be there twice.</param>
    internal ReadTally(IEnumerable<TimeSpan> limits)
    {
        _limits = [.. limits.Distinct()];
        (_within, _beyond) = (new long[_limits.Length], new long[_limits.Length]);
    }

    /// <summary>An answered read.</summary>
    internal void Add(TimeSpan took)
    {
        Interlocked.Increment(ref _answered);
        for (var i = 0; i < _limits.Length; i++) Interlocked.Increment(ref (took <= _limits[i] ? _within : _beyond)[i]);
    }

    /// <summary>A read that was not answered, for no fault of the caller's.</summary>
    internal void AddFailed() => Interlocked.Increment(ref _failed);

    /// <summary>Takes what was counted for an objective of reads: how many were good, and all.</summary>
    internal (long Good, long All) Take(Objective objective)
    {
        var limit = Array.IndexOf(_limits, objective.Within);
        var (good, bad) = objective.Kind == ObjectiveKind.Errors ? (Take(ref _answered), Take(ref _failed)) : (Take(ref _within[limit]), Take(ref _beyond[limit]));
        return (good, good + bad);
    }

    private static long Take(ref long count) => Interlocked.Exchange(ref count, 0);
}
