using Quern.Drift;
using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>What the rows of a training set are like, column by column, and block by block of the rows' own instants.</summary>
/// <param name="Rows">How many rows the training set has.</param>
/// <param name="Sampled">How many of them were looked at: all, or a sample that does not depend on their values.</param>
/// <param name="Width">How long a block of time is.</param>
/// <param name="Starts">When each block with rows begins, in the order of time.</param>
/// <param name="Columns">The spine's columns, then the features.</param>
/// <param name="Skipped">Columns of the spine that are not looked at, and why.</param>
public sealed record TrainingProfile(long Rows, int Sampled, Duration Width, IReadOnlyList<Instant> Starts, IReadOnlyList<FeatureReference> Columns, IReadOnlyList<(string Column, string Reason)> Skipped);

/// <summary>The profile of a training set, and which training set that is.</summary>
/// <param name="Service">The service; null for features that were named.</param>
/// <param name="Commit">The commit of the registry by which it was made.</param>
/// <param name="Definitions">The hash of each view's definition then, by reference.</param>
/// <param name="Output">The file that was made, as it was named.</param>
/// <param name="OutputHash">The SHA-256 of that file.</param>
/// <param name="Made">When it was made.</param>
/// <param name="Profile">What its rows are like.</param>
public sealed record TrainingSetProfile(string? Service, int Commit, IReadOnlyDictionary<string, string> Definitions, string Output, string OutputHash, Instant Made, TrainingProfile Profile)
{
    /// <summary>Gets the file of its spine, as it was named; null where it was none.</summary>
    public string? Spine { get; init; }

    /// <summary>Gets the column of the instants of its rows; null where that was not kept.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>Gets whether its features are of a log that does not have all of its rows.</summary>
    public bool IsInPart { get; init; }
}
