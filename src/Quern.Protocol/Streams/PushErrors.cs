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
        new("QRN5048", $"Row {row} of 'df' cannot be taken.", reason, "Nothing of the push was taken: mend the rows and send all of it again."), 422, "value_error", ["body", "df"]);

    /// <summary>A row that was refused while others were taken.</summary>
    public static RequestFinding RefusedRow(int row, string code, string reason, int accepted) => new(
        new(code, $"Row {row} of 'df' was refused.", reason, $"Of the other rows {accepted} were taken; send only the refused ones again."), 422, "value_error", ["body", "df"]);
}
