using Quern.Cli.Rendering;

namespace Quern.Cli.Doctor;

/// <summary>What the doctor finds that nothing else tells.</summary>
internal static class DoctorFindings
{
    public static Finding NoSdk(string reason) => new(
        "QRN6710", "the .NET SDK 10 is not there", reason, "Install it where definitions are compiled ('quern plan', 'apply', 'test'); 'quern serve' needs it not.", Severity.Warning);

    public static Finding NotWritable(string folder, string reason) => new(
        "QRN6711", $"folder '{folder}' may not be written by this user", reason, "Give the user who runs Quern the right to write it and all in it.");

    public static Finding LittleRoom(string folder, long free, bool isWrong) => new(
        "QRN6712", $"disk of '{folder}' has {Numbers.Size(free)} left", "Online state, the log and backups grow with events; a write that finds no room is refused whole.", "Free some space before it is full.",
        isWrong ? Severity.Error : Severity.Warning);

    public static Finding ClockBehind(string now, string what) => new(
        "QRN6713", $"this machine's clock says {now}, which cannot be", what, "Set the clock, and let it be kept by NTP: events are known, late or ahead by it.");

    public static Finding ClocksDiffer(string system, TimeSpan ahead) => new(
        "QRN6714", $"the clock of {system} is {Numbers.Time(ahead.Duration())} {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's",
        "Events more than 5 s ahead of this machine's clock are refused; those of a clock behind may come too late for a window.", "Let NTP keep both clocks.",
        ahead.Duration() >= TimeSpan.FromMinutes(1) ? Severity.Error : Severity.Warning);

    public static Finding Silent(string system) => new(
        "QRN6715", $"{system} did not answer within 10 seconds", null, "Check address, port and firewall.");

    public static Finding NotSaved(string address) => new(
        "QRN6717", $"Redis at '{address}' keeps nothing over a crash", "It has 'appendonly no': the online state would be made again from the log and the sources.", "Set 'appendonly yes'.", Severity.Warning);

    public static Finding Failed(string what, string reason) => new(
        "QRN6716", $"{what} could not be looked at", reason, "Check that the files may be read by this user.");

    public static Finding ShardSilent(string shard, string url, string reason) => new(
        "QRN6420", $"no server of Quern answers for shard '{shard}' at '{url}'", reason, shard == Planning.Shards.ShardDefinition.DefaultName ? "Start 'quern serve' there, or mend its url." : $"Start 'quern serve --shard {shard}' there, or mend its url.", Severity.Warning);

    public static Finding OtherShard(string shard, string url, string found) => new(
        "QRN6420", $"at '{url}' answers another server than that of shard '{shard}'", $"It serves {found}.", "Mend the url under 'shards' in quern.json, or start the server again with the settings as they are.");

    public static Finding ShardLeft(string shard, string folder) => new(
        "QRN6425", $"'{folder}' has state of shard '{shard}', which the settings do not have", null, "Remove the folder when nothing is to go back there.", Severity.Warning);

    public static Finding Moved(string text) => new("QRN6424", text, null, "Materialize it there before its server takes over.", Severity.Warning);

    public static Finding NotTaken(string stream, IReadOnlyList<string> parts, int all) => new(
        "QRN6441",
        $"of the {all} parts of stream '{stream}' {parts.Count} {(parts.Count == 1 ? "is" : "are")} taken by no worker: {string.Join(", ", parts.Take(8))}{(parts.Count > 8 ? ", …" : "")}",
        "What comes for their entities waits in the topic.",
        "Start 'quern worker'; one that runs takes all parts that others do not.",
        Severity.Warning);
}
