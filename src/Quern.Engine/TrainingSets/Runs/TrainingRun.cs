namespace Quern.Engine.TrainingSets.Runs;

/// <summary>How a run stands.</summary>
public enum RunStatus
{
    /// <summary>It waits for those before it.</summary>
    Queued,

    /// <summary>It is under way.</summary>
    Running,

    /// <summary>The training set is there.</summary>
    Succeeded,

    /// <summary>It could not be made; the findings say why.</summary>
    Failed,

    /// <summary>Somebody called it off.</summary>
    Cancelled,
}

/// <summary>A run that makes a training set, as it stood at one moment.</summary>
public sealed record TrainingRun
{
    /// <summary>What it is called.</summary>
    public required string Id { get; init; }

    /// <summary>The service; null for features that are named.</summary>
    public string? Service { get; init; }

    /// <summary>The features that are named; empty for a service.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>How many rows the training set has.</summary>
    public long Rows { get; init; }

    /// <summary>The name of the file that it makes.</summary>
    public required string Output { get; init; }

    /// <summary>How it stands.</summary>
    public RunStatus Status { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset Submitted { get; init; }

    /// <summary>When it began; null before.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How far it is; null unless it is under way.</summary>
    public TrainingSetProgress? Progress { get; init; }

    /// <summary>Why it failed; empty otherwise.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>How the training set was made; null until it is there.</summary>
    public TrainingSetManifest? Manifest { get; init; }

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsOver => Status is not (RunStatus.Queued or RunStatus.Running);
}
