using Quern.Engine.Expectations.Features;
using Quern.Engine.Monitoring;
using Quern.Engine.PushDown;
using Quern.Engine.Sources;
using Quern.Planning;

namespace Quern.Engine.TrainingSets;

/// <summary>A training set to make.</summary>
/// <param name="Service">Which features.</param>
/// <param name="Spine">For which rows.</param>
/// <param name="TimeColumn">The spine's column with the instant of each row; null for <c>event_timestamp</c>, or else its only time column.</param>
/// <param name="AsKnown">Whether each row sees only what was known by then, as serving did.</param>
/// <param name="Statuses">Whether a status column follows each feature.</param>
/// <param name="BadRows">Where unusable rows go.</param>
public sealed record TrainingSetRequest(ServicePlan Service, ISpine Spine, string? TimeColumn, bool AsKnown, bool Statuses, BadRows BadRows)
{
    /// <summary>How many rows to work through at a time; null for as many as the memory allows. No value depends on it, but where the output file's row groups end does.</summary>
    public int? PartRows { get; init; }

    /// <summary>Which views are computed by the databases in which their rows lie; no value depends on it.</summary>
    public PushDownChoice PushDown { get; init; }

    /// <summary>Whether the rows are profiled while they are made.</summary>
    public bool IsProfiled { get; init; }
}

/// <summary>How far a run is.</summary>
/// <param name="Step">What it does now: reading, computing or writing.</param>
/// <param name="Done">How much of it is done.</param>
/// <param name="Total">How much there is; 0 when nobody knows.</param>
public sealed record TrainingSetProgress(string Step, long Done, long Total);

/// <summary>What a run made.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="EventsRead">How many rows of sources were read, in all passes.</param>
/// <param name="Columns">For each feature how many of its values are null.</param>
/// <param name="TimeColumn">The spine's column that was taken for the instants.</param>
/// <param name="PartRows">How many rows were worked through at a time.</param>
/// <param name="LeakCheckRows">How many rows were computed again from raw events before their instant alone, and found equal.</param>
public sealed record TrainingSetReport(long Rows, long EventsRead, IReadOnlyList<ColumnReport> Columns, string TimeColumn, int PartRows, int LeakCheckRows)
{
    /// <summary>What the rows are like; null where nobody asked.</summary>
    public TrainingProfile? Profile { get; init; }

    /// <summary>Where each view and lookup was computed, each time it was in another place; empty where nobody asked for another than here.</summary>
    public IReadOnlyList<ViewPlacement> Placements { get; init; } = [];

    /// <summary>What came of each expectation of the features.</summary>
    public IReadOnlyList<FeatureOutcome> Expectations { get; init; } = [];
}

/// <summary>What a run made in one column.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nulls">How many values are null.</param>
public sealed record ColumnReport(string Name, string Type, long Nulls);
