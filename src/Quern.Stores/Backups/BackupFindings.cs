using System.Globalization;

namespace Quern.Stores.Backups;

/// <summary>What can be wrong with a backup, with where it goes, and with what it is restored into.</summary>
internal static class BackupFindings
{
    private const string OtherBackup = "Take another backup: 'quern backup --list FOLDER' lists those of a folder; 'quern verify BACKUP' checks one.";

    public static Finding NotEmpty(string target) => new(
        "QRN6600", $"backup target '{target}' is not empty", "A backup is a new folder; nothing is written over.", "Name a folder that does not exist yet, beside the backups that there are.");

    public static Finding Inside(string target, string project) => new(
        "QRN6601", $"backup target '{target}' lies in the project that is backed up", $"The project's folder is '{project}'.", "Name a folder outside of it, best on another disk.");

    public static Finding Full(string target, long? needed, long? free) => new(
        "QRN6602", $"disk of '{target}' is full",
        needed is { } bytes && free is { } room ? $"About {Megabytes(bytes)} are needed, and {Megabytes(room)} are free. Nothing was written." : "What was written was removed again.",
        "Free some space, or name a folder on another disk, then run the same command again.");

    public static Finding UnderWay(string target) => new(
        "QRN6603", $"another backup to '{target}' is under way", null, "Wait until it has ended, or name another folder.");

    public static Finding Failed(string target, string reason) => new(
        "QRN6604", $"'{target}' cannot be read or written", reason, "Check that the folder may be read and written by this user, then run the same command again.");

    public static Finding Nothing(string project) => new(
        "QRN6605", $"project '{project}' has nothing to back up", "Nothing is applied, and no events have come.", "Run 'quern apply' first.");

    public static Finding NotABackup(string folder) => new(
        "QRN6610", $"'{folder}' is not a backup", Directory.Exists(folder) ? $"It has no {BackupManifest.Name}." : "There is no such folder.",
        "Name the folder that 'quern backup' made; 'quern backup --list FOLDER' lists the backups in a folder.");

    public static Finding ManifestChanged(string folder, string reason) => new(
        "QRN6611", $"the manifest of backup '{folder}' is damaged", reason, OtherBackup);

    public static Finding OtherFormat(string folder, int format, string version) => new(
        "QRN6612", $"backup '{folder}' is of a form that this version does not read", string.Create(CultureInfo.InvariantCulture, $"It is of form {format}, made by Quern {version}; this version reads forms up to {BackupManifest.CurrentFormat}."),
        "Restore it with the version of Quern that made it, or a later one.");

    public static Finding Missing(string folder, BackupFile file) => new(
        "QRN6613", $"file '{file.Path}' of backup '{folder}' is missing", null, OtherBackup);

    public static Finding Changed(string folder, BackupFile file, string reason) => new(
        "QRN6614", $"file '{file.Path}' of backup '{folder}' has changed since it was written", reason, OtherBackup);

    public static Finding Stranger(string folder, string path) => new(
        "QRN6615", $"file '{path}' in backup '{folder}' is none of it", "The manifest does not name it; a restore leaves it out.", "Remove it, or find out who put it there.", Severity.Warning);

    public static Finding IntoNotEmpty(string folder, string first) => new(
        "QRN6620", $"folder '{folder}' is not empty, so nothing is restored into it", $"There is '{first}', for example. A restore never writes over or beside anything.",
        "Name a folder that is empty or does not exist yet; where your definitions are checked out elsewhere, move '.quern' of the restored project beside them afterwards.");

    public static Finding Later(string to, string at) => new(
        "QRN6621", $"--to {to} lies after the backup, which is of {at}", "What came later is not in it.", "Take a later backup, or leave --to out for all that this one has.");

    public static Finding Earlier(string to, string? oldest) => new(
        "QRN6622", $"--to {to} lies before anything was applied", oldest is null ? "The backup has no commit of the registry." : $"The first commit is of {oldest}.", "Name a later instant.");

    public static Finding Record(string store, string where, string reason) => new(
        "QRN6630", $"a record of {store} is damaged: {where}", reason,
        store.StartsWith("the online", StringComparison.Ordinal) ? "Make the view anew: 'quern materialize VIEW --rebuild'; or restore a backup." : "Restore a backup: 'quern restore BACKUP'. Events after it come again from what feeds the stream, or are pushed again.");

    public static Finding MoreRecords(string store, long more) => new(
        "QRN6630", string.Create(CultureInfo.InvariantCulture, $"{more:N0} more records of {store} are damaged"), null, "Restore a backup: 'quern restore BACKUP'.");

    public static Finding DataFile(string table, string path, string reason) => new(
        "QRN6631", $"data file '{path}' of Delta table '{table}' is damaged", reason, "Restore it from a backup; of a stream's table, remove the table's folder: the server makes it again from the log.");

    public static Finding BehindHistory(string stream, long table, long log) => new(
        "QRN6632", $"the Delta table of stream '{stream}' has events that its log does not", string.Create(CultureInfo.InvariantCulture, $"The table ends at {table:N0}, the log at {log:N0}."),
        "The log was lost or restored from an older copy: remove the table's folder, and the server makes it again from the log.");

    public static Finding Unreadable(string path, string reason) => new(
        "QRN6633", $"file '{path}' of the project cannot be read", reason, "Restore it from a backup, or remove it: it is made again, without what it held.");

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture) + " MB";
}
