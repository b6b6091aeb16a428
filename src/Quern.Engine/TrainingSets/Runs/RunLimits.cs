namespace Quern.Engine.TrainingSets.Runs;

/// <summary>How much is remembered of runs.</summary>
public sealed record RunLimits
{
    /// <summary>How many runs may wait for the one under way. Default: 8.</summary>
    public int Waiting { get; init; } = 8;

    /// <summary>How many runs that are over are kept, the latest. Default: 20.</summary>
    public int Kept { get; init; } = 20;

    /// <summary>How long a run is kept after it ended. Default: 7 days.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromDays(7);
}
