namespace Quern.Connectors.Feeds;

/// <summary>The wording of what can be wrong with feeds of any kind.</summary>
internal static class FeedFindings
{
    public static Finding Setting(string path, string problem, string hint) => new("QRN6101", $"'{path}' {problem}", Hint: hint);

    public static Finding NoVariable(string path, string variable) => new(
        "QRN6103", $"'{path}' is to come from the environment's variable '{variable}', which is not set", Hint: $"Set {variable} for 'quern serve', or write the value in place of env:{variable}.");

    public static Finding NoFile(string path, string file, string reason) => new(
        "QRN6700", $"'{path}' is to come from file '{file}', which cannot be read", reason, "Write file: and an absolute path, such as file:/run/secrets/password, of a file that the user who runs Quern may read.");

    public static Finding NoStream(string stream, string source, IEnumerable<string> known) => new(
        "QRN6104",
        $"{source} feeds stream '{stream}', which no source has",
        "Nothing is read until there is one.",
        known.Any() ? $"Streams: {string.Join(", ", known.Order(StringComparer.Ordinal))}." : "Give a source that stream: Stream<T>(…), or .Stream(\"name\") on a source with files.",
        Severity.Warning);

    public static Finding NoColumn(string stream, string column, string record, IEnumerable<string> known) => new(
        "QRN6105",
        $"the feed of stream '{stream}' fills '{column}', which record '{record}' does not have",
        "What it would be filled with is passed over.",
        $"Columns: {string.Join(", ", known)}.",
        Severity.Warning);

    public static Finding Failed(string stream, string source, string reason) => new(
        "QRN6119", $"{source} cannot be read for stream '{stream}'", reason, "It is tried again by itself; nothing is lost meanwhile.");
}
