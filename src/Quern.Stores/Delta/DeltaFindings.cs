namespace Quern.Stores.Delta;

/// <summary>What can be wrong with a Delta table. What it is to the user stands first: <c>source 'orders'</c>, <c>Delta table '/data/orders'</c>.</summary>
internal static class DeltaFindings
{
    /// <summary>The code of a commit that another writer's makes impossible.</summary>
    public const string ConflictCode = "QRN3039";

    private const int Shown = 5;

    public static Finding NotATable(string what, string folder) => new(
        "QRN3034", $"{what}: {(Directory.Exists(folder) ? "the folder is not a Delta table" : "there is no such folder")}",
        $"Looked for: {Path.Combine(folder, LogFolder.Name)}", "Name the table's folder, which has _delta_log in it, relative to the project's folder.");

    public static Finding Unsupported(string what, IEnumerable<string> features, string purpose) => new(
        "QRN3035", $"{what} cannot be {purpose}: the table needs {string.Join(", ", features.Select(feature => $"'{feature}'"))}",
        "A table's protocol names the features that its readers and writers must know; Quern does not have these.",
        "Turn the feature off where the table is written and rewrite it (in Spark: ALTER TABLE … DROP FEATURE, REORG TABLE … APPLY (PURGE)), or write a copy without it.");

    public static Finding NoSuchVersion(string what, long version, long first, long last) => new(
        "QRN3036", $"{what}: the table has no version {version}", $"Its versions are {first} to {last}.", "Older versions go when the table's log is cleaned up; choose one that is there.");

    public static Finding NoVersionAt(string what, string time, string first) => new(
        "QRN3036", $"{what}: the table has no version as old as {time}", $"The first one that is left is of {first}.", "Older versions go when the table's log is cleaned up; choose a later time.");

    public static Finding Damaged(string what, string file, string reason) => new(
        "QRN3037", $"{what}: the log of the table is damaged at '{Path.GetFileName(file)}'", reason, "Restore the file in _delta_log from a copy.");

    public static Finding MissingFiles(string what, long version, IReadOnlyList<string> files) => new(
        "QRN3038", $"{what}: {(files.Count == 1 ? "a data file" : $"{files.Count} data files")} of the table's version {version} {(files.Count == 1 ? "is" : "are")} missing",
        $"The log names {string.Join(", ", files.Take(Shown).Select(file => $"'{file}'"))}{(files.Count > Shown ? ", …" : "")}.",
        "Files of old versions go when the table is vacuumed: read a later version, or restore them.");

    public static Finding Remote(string what, string file) => new(
        "QRN3038", $"{what}: the table's data file '{file}' is not on this machine", null, "Quern reads tables in local folders; copy the table with its data here.");

    public static Finding Conflict(string what, string reason) => new(
        ConflictCode, $"{what}: the commit is refused, since another writer was first", reason, "Read the table again and repeat the work.");

    public static Finding Columns(string what, IReadOnlyList<string> differences) => new(
        "QRN3044", $"{what}: its columns do not fit the rows that are to be written", string.Join("; ", differences) + ".", "Write to a new table, or declare the columns as the table has them.");
}
