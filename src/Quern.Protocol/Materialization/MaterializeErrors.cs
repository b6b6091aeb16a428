using Quern.Protocol.Errors;
using Quern.Time;

namespace Quern.Protocol.Materialization;

/// <summary>What can be wrong with a request to materialize: one method a code.</summary>
public static class MaterializeErrors
{
    /// <summary>A text that is no instant.</summary>
    public static RequestFinding BadInstant(string field, string text) => new(
        new("QRN6062", $"Field '{field}' is no instant: '{Shown(text)}'.", null, "Write it as 2024-05-01T12:00:00Z; without a zone it is UTC, and the year must be there."), 422, "value_error", ["body", field]);

    /// <summary>A range that holds nothing.</summary>
    public static RequestFinding EmptyRange(Instant start, Instant end) => new(
        new("QRN6063", $"'start_ts' {start} does not lie before 'end_ts' {end}.", null, "Exchange them; or use POST /materialize-incremental, which goes on where the last run ended."), 422, "value_error", ["body", "start_ts"]);

    /// <summary>An instant that has not come.</summary>
    public static RequestFinding Future(Instant instant, Instant now, string field = "end_ts") => new(
        new("QRN6064", $"'{field}' {instant} lies in the future.", $"By the server's clock now is {now}.", "What has not happened yet cannot be brought online: name now, or an instant before it."), 422, "value_error", ["body", field]);

    /// <summary>A wish to take now for the time of each row.</summary>
    public static RequestFinding NoEventTime() => new(
        new(
            "QRN6065",
            "'disable_event_timestamp' cannot be true.",
            "The time of a row is what its source declares, in training and in serving; if it were the time of the run, the two would differ.",
            "Leave it out."),
        422, "value_error", ["body", "disable_event_timestamp"]);

    /// <summary>A version that is none, or that does not say of which view.</summary>
    public static RequestFinding BadVersion(string version) => new(
        new("QRN6066", $"'version' {Shown(version)} cannot be used.", null, "Write it as v2, with exactly one view in 'feature_views'; or name the views as view@2."), 422, "value_error", ["body", "version"]);

    /// <summary>A flag of the address that is neither true nor false.</summary>
    public static Finding BadFlag(string name, string text) => new("QRN6067", $"'{name}' is '{Shown(text)}', which is neither true nor false.", null, $"Write ?{name}=true, or leave it out.");

    /// <summary>What a run found: the views that failed stay as they were, or as far as they came.</summary>
    public static RequestFinding Failed(Finding finding) => new(finding, StatusOf(finding), "conflict", ["body"]);

    // A server that could not do what a sound request asked for is at fault only where its disk or its store is.
    private static int StatusOf(Finding finding) => finding.Code switch
    {
        "QRN5000" => 500,
        "QRN4005" => 507,
        "QRN4000" or "QRN4001" or "QRN4002" or "QRN4003" or "QRN4004" or "QRN4006" or "QRN5049" => 503,
        _ => 409,
    };

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
