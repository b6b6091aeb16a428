using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quern.Client.TrainingSets;

/// <summary>How a run stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
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

/// <summary>A run that makes a training set at the server, as it stood at one moment.</summary>
/// <param name="RunId">What it is called.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Service">The service; null for features that are named.</param>
/// <param name="Features">The features that are named.</param>
/// <param name="Rows">How many rows the training set has.</param>
/// <param name="Submitted">When it was asked for.</param>
/// <param name="Started">When it began; null before.</param>
/// <param name="Ended">When it ended; null before.</param>
/// <param name="Progress">How far it is; null unless it is under way.</param>
/// <param name="Findings">Why it failed; empty otherwise.</param>
/// <param name="Manifest">How the training set was made; null until it succeeded.</param>
public sealed record TrainingRun(
    string RunId,
    RunStatus Status,
    string? Service,
    IReadOnlyList<string> Features,
    long Rows,
    DateTimeOffset Submitted,
    DateTimeOffset? Started,
    DateTimeOffset? Ended,
    RunProgress? Progress,
    IReadOnlyList<Finding> Findings,
    JsonElement? Manifest)
{
    /// <summary>Gets whether nothing more will happen to it.</summary>
    [JsonIgnore]
    public bool IsOver => Status is not (RunStatus.Queued or RunStatus.Running);
}

/// <summary>How far a run is.</summary>
/// <param name="Phase">What it does now.</param>
/// <param name="Done">How much of it is done, in rows.</param>
/// <param name="Total">How much there is; 0 when nobody knows.</param>
public sealed record RunProgress(string Phase, long Done, long Total);
