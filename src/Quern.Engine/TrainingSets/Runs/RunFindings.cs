namespace Quern.Engine.TrainingSets.Runs;

/// <summary>The wording of what can go wrong with runs.</summary>
public static class RunFindings
{
    /// <summary>As many runs wait as may.</summary>
    public static Finding Busy(int waiting) => new(
        "QRN5106", $"{waiting} training sets wait to be made", "They are made one after the other, so that reads of vectors go on.", "Send the request again when some are done: GET /v1/training-sets lists them.");

    /// <summary>There is no such run.</summary>
    public static Finding Unknown(string id) => new(
        "QRN5107", $"there is no training set '{id}'", "Runs that are over are removed after some days, and when there are many later ones.", "GET /v1/training-sets lists those that there are.");

    /// <summary>The run has no result.</summary>
    public static Finding NoResult(TrainingRun run) => new(
        "QRN5108", $"training set '{run.Id}' has no result: its run {Word(run.Status)}", null, run.IsOver ? "GET /v1/training-sets/ID says why." : "Wait until its status is succeeded.");

    internal static Finding Interrupted() => new(
        "QRN5109", "the server stopped while the training set was made, or waited to be", null, "Send the request again.");

    internal static Finding Fault() => new(
        "QRN5000", "The server failed to make the training set.", "The cause is in its log.", "Send the request again; if it fails again, report it with the log lines.");

    private static string Word(RunStatus status) => status switch
    {
        RunStatus.Queued => "has not begun",
        RunStatus.Running => "is under way",
        RunStatus.Cancelled => "was called off",
        RunStatus.Failed => "failed",
        _ => "is over",
    };
}
