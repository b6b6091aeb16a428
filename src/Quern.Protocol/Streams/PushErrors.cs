using Quern.Protocol.Errors;

namespace Quern.Protocol.Streams;

/// <summary>What can be wrong with a push in Feast's shape: one method a code.</summary>
public static class PushErrors
{
    /// <summary>There is no such stream, in the words that Feast's clients match on.</summary>
    public static RequestFinding UnknownSource(string name, string? hint) => new(
        new("QRN5046", $"Unable to find push source '{name}'.", null, hint), 422, "value_error", ["body", "push_source_name"], "PushSourceNotFoundException");

    /// <summary>Neither online nor offline.</summary>
    public static RequestFinding UnknownTarget(string to) => new(
        new("QRN5047", $"'{to}' is no target of a push.", null, "Use online, offline or online_and_offline: they mean the same, for one log feeds both."), 422, "value_error", ["body", "to"]);

    /// <summary>A row that cannot be read.</summary>
    public static RequestFinding UnreadRow(int row, string reason) => new(
        new("QRN5048", $"Row {row} of 'df' cannot be taken.", reason, "Nothing was taken: mend the rows and send all of them again."), 422, "value_error", ["body", "df"]);

    /// <summary>A row that was refused while others were taken.</summary>
    public static RequestFinding RefusedRow(int row, string code, string reason, int accepted) => new(
        new(code, $"Row {row} of 'df' was refused.", reason, $"Of the other rows {accepted} were taken; send only the refused ones again."), 422, "value_error", ["body", "df"]);

    /// <summary>A column that the view computes.</summary>
    public static RequestFinding ComputedColumn(string name, IEnumerable<string> fields) => new(
        new(
            "QRN6060",
            $"Column '{name}' of 'df' is computed by the view and cannot be written.",
            "Rows become events of the view's source, and no field of those is that column.",
            $"Leave it out and give the fields of the events that are missing then: {string.Join(", ", fields)}."),
        422, "value_error", ["body", "df", name]);

    /// <summary>A field whose own name the view has for something else.</summary>
    public static RequestFinding HiddenField(string field) => new(
        new(
            "QRN6061",
            $"Field '{field}' of the events cannot be given through this view.",
            "The view has that name for something else.",
            "Push the events to the stream itself: POST /push, or POST /v1/streams/STREAM/events."),
        422, "value_error", ["body", "df", field]);

    /// <summary>A view whose source takes no events.</summary>
    public static RequestFinding NoStream(string view) => new(
        new(
            "QRN5070",
            $"Rows cannot be written to feature view '{view}'.",
            "Rows become events of its source, and that source has no stream.",
            "Give the source a stream: Stream<T>(...), or .Stream(\"name\"); then quern apply. Or write where its files are, and materialize."),
        409, "conflict", ["body", "feature_view_name"]);
}
