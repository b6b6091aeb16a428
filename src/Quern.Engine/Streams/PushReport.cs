using Quern.Engine.Online;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <summary>What became of events that were pushed together. It is told when the accepted ones are durable and the next read sees them.</summary>
/// <param name="Accepted">How many were taken.</param>
/// <param name="Duplicate">How many were there already, equal in everything.</param>
/// <param name="Late">How many of the accepted were too late for at least one view, which is without them online.</param>
/// <param name="Refused">Those that were not taken, and why; they are among the dead letters.</param>
public sealed record PushReport(int Accepted, int Duplicate, int Late, IReadOnlyList<Refusal> Refused)
{
    /// <summary>What became of this push and of more events of it.</summary>
    internal PushReport And(PushReport next) => new(Accepted + next.Accepted, Duplicate + next.Duplicate, Late + next.Late, [.. Refused.Concat(next.Refused).OrderBy(refusal => refusal.Index)]);
}

/// <summary>How much a stream takes at once, and how often it is written into indexed state.</summary>
public sealed record StreamLimits
{
    /// <summary>How far an event may lie ahead of the clock. Default: 5 seconds.</summary>
    public Duration Ahead { get; init; } = new(5_000_000);

    /// <summary>How many events may wait to be made durable before pushes are turned away. Default: 100,000.</summary>
    public int Waiting { get; init; } = 100_000;

    /// <summary>How many rows heads may hold before pushes are turned away. Default: 10,000,000.</summary>
    public long HeadRows { get; init; } = 10_000_000;

    /// <summary>After how long what has come is written into indexed state. Default: 2 seconds.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After how long a process that follows the log of another looks for more. Default: 5 milliseconds.</summary>
    public TimeSpan FollowEvery { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>After how long what is no longer kept in detail is looked for in the whole of the state. Default: 1 hour.</summary>
    public TimeSpan CompactEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gets what each thread calls first that takes or follows events, writes checkpoints or compacts, so that it can be told from those that answer. Default: nothing.</summary>
    public Action? ThreadBegins { get; init; }

    /// <summary>Gets how rows are cut into blocks; the same for all writes to a view.</summary>
    internal BlockShape Shape { get; init; } = BlockShape.Default;
}
