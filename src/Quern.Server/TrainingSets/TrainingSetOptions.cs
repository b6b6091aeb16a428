using Quern.Engine.TrainingSets.Runs;
using Quern.Engine.Usage;
using Quern.Stores.Projects;

namespace Quern.Server.TrainingSets;

/// <summary>How a server makes training sets.</summary>
/// <param name="Project">The project whose sources are read, and in whose folder results lie.</param>
public sealed record TrainingSetOptions(ProjectFolder Project)
{
    /// <summary>How much is remembered of runs. Default: 8 that wait, the latest 20 that are over, for 7 days.</summary>
    public RunLimits Runs { get; init; } = new();

    /// <summary>What counts them. Default: nothing does.</summary>
    public UsageMeasure? Usage { get; init; }

    /// <summary>The most bytes in one request's body. Default: 64 MiB.</summary>
    public long BodyLimit { get; init; } = 64 << 20;

    /// <summary>How many requests are read at once; their bodies are held in memory. Default: 2.</summary>
    public int Uploads { get; init; } = 2;

    /// <summary>How many threads make a training set; the others are for reads of vectors. Default: half of the cores, at least one.</summary>
    public int Threads { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>About how many bytes events and results may take together, and DuckDB's buffers as many again. Default: an eighth of the memory that there is, at least 256 MiB.</summary>
    public long MemoryBytes { get; init; } = Math.Max(256L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8);
}
