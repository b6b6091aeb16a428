namespace Quern.Connectors.Workers;

/// <summary>What a worker says of itself, every second.</summary>
/// <param name="Id">Which it is: of its own since it began.</param>
/// <param name="Name">Where it runs, as people say it: machine and process.</param>
/// <param name="ClockAheadMs">How far its machine's clock is ahead of the server's, in milliseconds.</param>
/// <param name="Parts">The parts that it has.</param>
public sealed record WorkerWord(string Id, string Name, double ClockAheadMs, IReadOnlyList<PartWord> Parts)
{
    /// <summary>Gets when it said so, by the server's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Gets where it answers how it is; null where it does not.</summary>
    public string? Url { get; init; }
}

/// <summary>How a part is.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Part">Which part.</param>
/// <param name="Position">The offset of the next message.</param>
/// <param name="Lag">How many messages the partition has beyond what was taken.</param>
/// <param name="Accepted">Events taken since the worker has it.</param>
/// <param name="Refused">Events of them that are among its dead letters.</param>
/// <param name="LastWrite">When events were last taken, by the worker's clock; null while none were.</param>
public sealed record PartWord(string Stream, int Part, long Position, long Lag, long Accepted, long Refused, DateTimeOffset? LastWrite);
