namespace Quern.Protocol.Errors;

/// <summary>Everything that can be wrong with a request for a training set: one method a code. <c>docs/errors</c> has a page for each.</summary>
public static class TrainingSetErrors
{
    private const string Shape = "Write them as columns, {\"user\": [1, 2], \"event_timestamp\": [\"2001-03-01T00:00:00Z\", …]}, or as rows, [{\"user\": 1, \"event_timestamp\": …}, …].";
    private static readonly string[] Body = ["body"];
    private static readonly string[] Labels = ["body", "labels"];

    /// <summary>The body is not JSON.</summary>
    public static RequestFinding Malformed(string reason) => new(
        new("QRN5001", "The body is not JSON.", reason, "Send one JSON object, such as {\"service\": \"...\", \"labels\": {\"key\": [1], \"event_timestamp\": [\"2001-03-01T00:00:00Z\"]}}."), 422, "json_invalid", Body);

    /// <summary>The body has a field that means nothing: passed over, a misspelt option would change every value in silence.</summary>
    public static RequestFinding UnknownField(string name, string known) => new(
        new("QRN5101", $"A request for a training set has no field '{name}'.", null, $"The fields are {known}."), 422, "extra_forbidden", ["body", name]);

    /// <summary>Which features, or which rows, is not said or said twice.</summary>
    public static RequestFinding OneOf(string what, string first, string second, string hint) => new(
        new("QRN5102", $"{what} is not said, or said twice: one of '{first}' and '{second}' is needed.", null, hint), 422, "missing", Body);

    /// <summary>Labels are neither columns nor rows.</summary>
    public static RequestFinding NotLabels(string found) => new(new("QRN5103", "'labels' is neither columns nor rows.", found, Shape), 422, "type_error", Labels);

    /// <summary>A column of the labels has a name that no file can hold.</summary>
    public static RequestFinding BadName(string name) => new(
        new("QRN5103", $"'labels' has a column '{name}', which is no name.", null, "Give it a name of letters, digits and the like, without control characters."), 422, "value_error", Labels);

    /// <summary>A column has values of several kinds, or arrays or objects.</summary>
    public static RequestFinding Mixed(string name, string expected, int count, int row, string value) => new(
        new(
            "QRN5104", $"Column '{name}' of 'labels' holds {expected}, but not only that.", $"{Values(count)} something else, first at row {row}: {value}.",
            "A column that is no key and no request field holds numbers, text or truth values, of one kind; null where there is none."),
        422, "value_error", [.. Labels, name]);

    /// <summary>Values of a column that the service reads are not what it holds.</summary>
    public static RequestFinding WrongValues(string name, string expected, int count, int row, string value) => new(
        new("QRN5008", $"Column '{name}' of 'labels' must hold {expected}.", $"{Values(count)} not, first at row {row}: {value}."), 422, "value_error", [.. Labels, name]);

    /// <summary>A column is there twice.</summary>
    public static RequestFinding Duplicate(string name) => new(
        new("QRN5004", $"Column '{name}' of 'labels' is given twice.", null, "Give each name once; case makes no difference."), 422, "duplicate", [.. Labels, name]);

    /// <summary>A column has the name of a feature.</summary>
    public static RequestFinding IsFeature(string name) => new(
        new("QRN3003", $"Column '{name}' of 'labels' has the name of a feature.", null, "Rename the column, or give the view an alias in the service."), 422, "collision", [.. Labels, name]);

    /// <summary>A column that the service reads is missing.</summary>
    public static RequestFinding Missing(string name, string expected, bool isKey) => new(
        new("QRN3002", $"'labels' has no column '{name}'.", $"It is a {(isKey ? "join key" : "request field")} of what is asked for.", $"Add \"{name}\": [...] with values that are {expected}."), 422, "missing", [.. Labels, name]);

    /// <summary>The column with the instants is missing.</summary>
    public static RequestFinding NoTime(string name) => new(
        new("QRN3001", $"'labels' has no column '{name}' with the instant of each row.", null, "Add it, or name the column that has the instants with \"time_column\"."), 422, "missing", [.. Labels, name]);

    /// <summary>Rows have no instant.</summary>
    public static RequestFinding NullTimes(string name, int row) => new(
        new("QRN3004", $"'labels' has rows without an instant in '{name}'.", $"The first is row {row}.", "Leave such rows out, or fill the column."), 422, "value_error", [.. Labels, name]);

    /// <summary>The rows' file lies outside of the project, or where none of its data does.</summary>
    public static RequestFinding BadSpine(string path, string reason) => new(
        new("QRN5105", $"Spine '{path}' cannot be read over HTTP.", reason, "Name a file below the project's folder by its relative path, or send the rows as 'labels'."), 422, "value_error", ["body", "spine"]);

    /// <summary>There is no such service.</summary>
    public static RequestFinding UnknownService(string name, string? hint) => new(new("QRN5011", $"There is no service '{name}'.", null, hint), 404, "not_found", ["body", "service"]);

    /// <summary>A finding of whoever looked at the rows: they are not as they must be.</summary>
    public static RequestFinding BadRows(Finding finding) => new(finding, 422, "value_error", Body);

    private static string Values(int count) => count == 1 ? "1 value is" : $"{count} values are";
}
