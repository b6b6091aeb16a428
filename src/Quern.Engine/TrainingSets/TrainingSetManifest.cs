using Quern.Engine.Expectations;
using Quern.Engine.PushDown;

namespace Quern.Engine.TrainingSets;

/// <summary>What a training set was made of and how: enough to make the same bytes again, or to say what has changed since.</summary>
public sealed record TrainingSetManifest
{
    /// <summary>The version of Quern that made it.</summary>
    public required string Quern { get; init; }

    /// <summary>The commit of the registry that was applied.</summary>
    public required int Commit { get; init; }

    /// <summary>The service; null for a list of features.</summary>
    public string? Service { get; init; }

    /// <summary>The features asked for directly; empty for a service.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The hash of each view's definition, by reference.</summary>
    public required IReadOnlyDictionary<string, string> Definitions { get; init; }

    /// <summary>The snapshot of each source, by name.</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>The version that was read of each source that has versions, by name; it is read again when the training set is made again.</summary>
    public IReadOnlyDictionary<string, long> SourceVersions { get; init; } = new Dictionary<string, long>();

    /// <summary>How many events of each stream were read, by the stream's name; as many are read again when the training set is made again.</summary>
    public IReadOnlyDictionary<string, long> StreamEnds { get; init; } = new Dictionary<string, long>();

    /// <summary>The spine's file; null for a query.</summary>
    public string? Spine { get; init; }

    /// <summary>The spine's query; null for a file.</summary>
    public string? SpineSql { get; init; }

    /// <summary>The named point in time whose rows were taken of it; null for all.</summary>
    public string? PointInTime { get; init; }

    /// <summary>The share of its rows that was taken; null for all.</summary>
    public SpineBucket? Bucket { get; init; }

    /// <summary>The snapshot of the spine.</summary>
    public required string SpineSnapshot { get; init; }

    /// <summary>The spine's column with the instants.</summary>
    public required string TimeColumn { get; init; }

    /// <summary>The log that the features were taken from; null where they were computed.</summary>
    public ServedSource? Log { get; init; }

    /// <summary>Whether each row sees only what was known by then.</summary>
    public required bool AsKnown { get; init; }

    /// <summary>Whether there are status columns.</summary>
    public required bool Statuses { get; init; }

    /// <summary>What was done with bad rows: fail or quarantine.</summary>
    public required string OnBadRow { get; init; }

    /// <summary>The seed of chance; 0, since nothing in a training set is left to chance.</summary>
    public required int Seed { get; init; }

    /// <summary>How many rows were worked through at a time, which decides where the output's row groups end.</summary>
    public required int PartRows { get; init; }

    /// <summary>How many rows there are.</summary>
    public required long Rows { get; init; }

    /// <summary>How many rows of sources were bad and put aside.</summary>
    public required long BadRows { get; init; }

    /// <summary>How many rows of sources were rejected by what is expected of them, and put aside.</summary>
    public long RejectedRows { get; init; }

    /// <summary>What came of each expectation of the sources, then of the features.</summary>
    public IReadOnlyList<ExpectationReport> Expectations { get; init; } = [];

    /// <summary>Where each view and lookup was computed, where another place than here was asked for; null otherwise. No value depends on it.</summary>
    public IReadOnlyList<ViewPlacement>? Placements { get; init; }

    /// <summary>How many rows were recomputed from the raw events before their instant alone, and found equal.</summary>
    public required int LeakCheckRows { get; init; }

    /// <summary>The columns that were computed, with their types and nulls.</summary>
    public required IReadOnlyList<ColumnReport> Columns { get; init; }

    /// <summary>The SHA-256 of the output file.</summary>
    public required string OutputHash { get; init; }

    /// <summary>The profile that lies beside the output; null where there is none.</summary>
    public ProfileNote? Profile { get; init; }
}

/// <summary>What a manifest says of a profile.</summary>
/// <param name="Rows">How many rows were looked at.</param>
/// <param name="Every">How long a block of time is.</param>
/// <param name="Blocks">How many blocks have rows.</param>
/// <param name="Skipped">The columns of the spine that were not looked at, and why.</param>
public sealed record ProfileNote(int Rows, string Every, int Blocks, IReadOnlyDictionary<string, string> Skipped)
{
    /// <summary>What is to be said of a profile; null where there is none.</summary>
    public static ProfileNote? Of(Monitoring.TrainingProfile? profile) =>
        profile is null ? null : new(profile.Sampled, profile.Width.ToString(), profile.Starts.Count, profile.Skipped.ToDictionary(column => column.Column, column => column.Reason));
}

/// <summary>The log of served vectors that a training set was taken from.</summary>
/// <param name="TableVersion">The version of the service's table that was read; it is read again when the training set is made again.</param>
/// <param name="Tolerance">How many microseconds before its label a row was served, at most; null for any number.</param>
/// <param name="Found">For how many labels a row was found.</param>
public sealed record ServedSource(long TableVersion, long? Tolerance, long Found);
