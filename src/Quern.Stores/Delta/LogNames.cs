using System.Globalization;
using System.Text.RegularExpressions;

namespace Quern.Stores.Delta;

/// <summary>The names of a log's files, without the folder that they are in.</summary>
internal static partial class LogNames
{
    public const string LastCheckpoint = "_last_checkpoint";

    public static string Commit(long version) => Padded(version) + ".json";

    public static string Checkpoint(long version) => Padded(version) + ".checkpoint.parquet";

    /// <summary>What files of these names are together.</summary>
    public static LogListing List(IEnumerable<string> names)
    {
        var commits = new List<long>();
        var checkpoints = new List<LogCheckpoint>();
        var parts = new Dictionary<(long Version, long Of), List<string>>();
        var others = false;
        foreach (var file in names)
        {
            if (FileName().Match(file) is not { Success: true } name) continue;
            if (!long.TryParse(name.Groups["version"].ValueSpan, CultureInfo.InvariantCulture, out var version)) continue;
            if (name.Groups["commit"].Success) commits.Add(version);
            else if (name.Groups["whole"].Success) checkpoints.Add(new(version, [file]));
            else if (!name.Groups["of"].Success) others = true;
            else
            {
                var key = (version, long.Parse(name.Groups["of"].ValueSpan, CultureInfo.InvariantCulture));
                if (!parts.TryGetValue(key, out var found)) parts[key] = found = [];
                found.Add(file);
            }
        }

        // A checkpoint in parts is no checkpoint before the last part is there.
        foreach (var ((version, of), files) in parts)
            if (files.Count == of)
                checkpoints.Add(new(version, [.. files.Order(StringComparer.Ordinal)]));
        return new([.. commits.Order()], [.. checkpoints.OrderBy(checkpoint => checkpoint.Version)], others);
    }

    private static string Padded(long version) => version.ToString("D20", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<version>\d{20})\.((?<commit>json)|checkpoint\.((?<whole>parquet)|\d{10}\.(?<of>\d{10})\.parquet|[0-9a-fA-F-]+\.(parquet|json)))\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}

/// <summary>What a log holds.</summary>
/// <param name="Commits">The versions with a commit, ascending.</param>
/// <param name="Checkpoints">The whole checkpoints, ascending.</param>
/// <param name="HasOtherCheckpoints">Whether there are checkpoints of the later specification (v2), which Quern does not read.</param>
internal sealed record LogListing(IReadOnlyList<long> Commits, IReadOnlyList<LogCheckpoint> Checkpoints, bool HasOtherCheckpoints)
{
    public bool IsEmpty => Commits.Count == 0 && Checkpoints.Count == 0;

    /// <summary>Gets the first version that can be read: that of the first commit, where it is 0, or of the first checkpoint; null when there is neither.</summary>
    public long? First => Commits is [0, ..] ? 0 : Checkpoints is [{ Version: var version }, ..] ? version : null;

    /// <summary>Gets the last version.</summary>
    public long Last => Math.Max(Commits is [.., var commit] ? commit : -1, Checkpoints is [.., { Version: var version }] ? version : -1);
}

/// <summary>A checkpoint.</summary>
/// <param name="Version">The version whose state it holds.</param>
/// <param name="Files">The name of its file, or those of its parts.</param>
internal sealed record LogCheckpoint(long Version, IReadOnlyList<string> Files);
