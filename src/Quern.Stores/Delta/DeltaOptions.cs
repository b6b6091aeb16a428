using Quern.Time;

namespace Quern.Stores.Delta;

/// <summary>How a table is kept.</summary>
public sealed record DeltaOptions
{
    /// <summary>After how many commits a checkpoint is written; by default 10.</summary>
    public int CheckpointEvery { get; init; } = 10;

    /// <summary>How long a compacted data file is to be, in bytes; by default 128 MiB. Files of half of that and more are left alone.</summary>
    public long TargetFileBytes { get; init; } = 128 << 20;

    /// <summary>How many rows are written as one group, for which memory is needed while it is gathered; by default 122,880. Tables with very many columns do with fewer.</summary>
    public int RowGroupRows { get; init; } = 122_880;

    /// <summary>How long a file that is not part of the table any more stays, so that readers of older versions find it; by default 7 days. Nothing that writes may take longer.</summary>
    public Duration FileRetention { get; init; } = new(7 * 86_400 * Instant.PerSecond);

    /// <summary>How long versions stay in the log; by default 30 days.</summary>
    public Duration LogRetention { get; init; } = new(30 * 86_400 * Instant.PerSecond);
}
