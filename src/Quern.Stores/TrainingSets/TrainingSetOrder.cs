using Quern.Engine.PushDown;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets;

namespace Quern.Stores.TrainingSets;

/// <summary>A training set as somebody asks for it.</summary>
public sealed record TrainingSetOrder
{
    /// <summary>Gets the service; null for features that are named.</summary>
    public string? Service { get; init; }

    /// <summary>Gets the features that are named, as <c>view:feature</c>; empty for a service.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Gets the file with the rows; null for a query.</summary>
    public string? Spine { get; init; }

    /// <summary>Gets the query that gives the rows; null for a file.</summary>
    public string? SpineSql { get; init; }

    /// <summary>Gets the named point in time whose rows are wanted, by the spine's column <c>point_in_time</c>; null for all rows.</summary>
    public string? PointInTime { get; init; }

    /// <summary>Gets the share of the rows that is wanted; null for all of them.</summary>
    public SpineBucket? Bucket { get; init; }

    /// <summary>Gets the file to write.</summary>
    public required string Out { get; init; }

    /// <summary>Gets the spine's column with the instants; null for <c>event_timestamp</c>, or else its only time column.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>Gets whether each row sees only what was known by then.</summary>
    public bool AsKnown { get; init; }

    /// <summary>Gets whether a status column follows each feature.</summary>
    public bool Statuses { get; init; }

    /// <summary>Gets what to do with rows of sources that cannot be used.</summary>
    public BadRowPolicy OnBadRow { get; init; }

    /// <summary>Gets which views are computed by the databases in which their rows lie; no value depends on it.</summary>
    public PushDownChoice PushDown { get; init; }

    /// <summary>Gets whether what its rows are like is kept beside it.</summary>
    public bool IsProfiled { get; init; } = true;

    /// <summary>Gets how many rows to work through at a time; null for as many as the memory allows.</summary>
    public int? PartRows { get; init; }
}
