using Quern.Engine.Streams;
using Quern.Time;

namespace Quern.Server.Drift;

/// <summary>What a server watches for drift, and how.</summary>
public sealed record DriftOptions
{
    /// <summary>The sources. Default: all.</summary>
    public IReadOnlyList<string>? Sources { get; init; }

    /// <summary>The services. Default: all that are logged.</summary>
    public IReadOnlyList<string>? Services { get; init; }

    /// <summary>How long a bucket of a source's rows is. Those of a service are as long as the blocks of its training set. Default: a day.</summary>
    public Duration Bucket { get; init; } = new(86_400L * Instant.PerSecond);

    /// <summary>How many of the latest buckets are told of. Default: 30.</summary>
    public int Shown { get; init; } = 30;

    /// <summary>The services that are to be trained again, and after how many buckets of drift one after the other. Default: none.</summary>
    public IReadOnlyDictionary<string, int> Retrain { get; init; } = new Dictionary<string, int>();

    /// <summary>Days like no others, which are left out; null for none.</summary>
    public IReadOnlySet<Instant>? Holidays { get; init; }

    /// <summary>How long it rests between two looks for something new. Default: ten seconds.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The share of its time that the one thread which looks may work; it rests for the remainder. Default: a twentieth of the machine's processors, at most all of one.</summary>
    public double Share { get; init; } = RestedWork.UsualShare;

    /// <summary>About how many bytes DuckDB's buffers may take while it reads. Default: 256 MiB.</summary>
    public long MemoryBytes { get; init; } = 256 << 20;
}
