using Quern.Engine.Objectives;

namespace Quern.Server.Objectives;

/// <summary>Counts the reads of one service for its objectives until they are taken. Told on the hot path: it neither waits nor allocates. Safe for use from several threads.</summary>
internal sealed class ReadTally
{
    private readonly TimeSpan[] _limits;
    private readonly long[] _within;
    private long _answered;
    private long _failed;

    internal ReadTally(IEnumerable<TimeSpan> limits)
    {
        _limits = [.. limits.Distinct()];
        _within = new long[_limits.Length];
    }

    /// <summary>An answered read.</summary>
    internal void Add(TimeSpan took)
    {
        Interlocked.Increment(ref _answered);
        for (var i = 0; i < _limits.Length; i++)
            if (took <= _limits[i])
                Interlocked.Increment(ref _within[i]);
    }

    /// <summary>A read that was not answered, for no fault of the caller's.</summary>
    internal void AddFailed() => Interlocked.Increment(ref _failed);

    /// <summary>Takes what was counted; whoever counts meanwhile is in the next.</summary>
    internal Counted Take()
    {
        // What is within comes first: a read that is counted between the two is late by one count, never more good than all.
        long[] within = [.. _within.Select((_, i) => Interlocked.Exchange(ref _within[i], 0))];
        return new(Interlocked.Exchange(ref _answered, 0), Interlocked.Exchange(ref _failed, 0), within, _limits);
    }

    /// <summary>What was counted.</summary>
    internal sealed record Counted(long Answered, long Failed, long[] Within, TimeSpan[] Limits)
    {
        /// <summary>How many were good, and all, for an objective of reads.</summary>
        internal (long Good, long All) Of(Objective objective) => objective.Kind == ObjectiveKind.Errors
            ? (Answered, Answered + Failed)
            : (Math.Min(Answered, Within[Array.IndexOf(Limits, objective.Within)]), Answered);
    }
}
