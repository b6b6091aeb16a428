namespace Quern.Engine.Streams;

/// <summary>What a stream has had since the process began.</summary>
public sealed class StreamCounts
{
    private long _accepted;
    private long _duplicate;
    private long _late;
    private long _refused;

    /// <summary>Events taken.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Events that were there already.</summary>
    public long Duplicate => Volatile.Read(ref _duplicate);

    /// <summary>Events taken that were too late for at least one view.</summary>
    public long Late => Volatile.Read(ref _late);

    /// <summary>Events not taken.</summary>
    public long Refused => Volatile.Read(ref _refused);

    internal EventRate Rate { get; } = new();

    internal Delays Visible { get; } = new();

    internal Delays Fresh { get; } = new();

    internal void Add(PushReport report)
    {
        Interlocked.Add(ref _accepted, report.Accepted);
        Interlocked.Add(ref _duplicate, report.Duplicate);
        Interlocked.Add(ref _late, report.Late);
        Interlocked.Add(ref _refused, report.Refused.Count);
    }
}
