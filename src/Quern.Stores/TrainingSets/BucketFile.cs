using Quern.Engine.TrainingSets;

namespace Quern.Stores.TrainingSets;

/// <summary>A bucket of a training set as it lies in a file.</summary>
/// <param name="Name">What the user calls it.</param>
/// <param name="Path">The file.</param>
/// <param name="Manifest">How it was made.</param>
internal sealed record BucketFile(string Name, string Path, TrainingSetManifest Manifest)
{
    /// <summary>What keeps files from being the buckets of one training set; empty when nothing does.</summary>
    public static IReadOnlyList<Finding> Compare(IReadOnlyList<BucketFile> files)
    {
        var findings = new List<Finding>();
        foreach (var file in files) findings.AddRange(file.Faults());
        var buckets = files.Where(file => file.Manifest.Bucket is not null).ToArray();
        if (buckets.Length == 0) return findings;
        var first = buckets[0];
        foreach (var file in buckets.Skip(1))
            if (first.Differs(file) is { } what)
                findings.Add(new("QRN3113", $"'{file.Name}' is not of the same training set as '{first.Name}'", $"They differ in {what}.", "Make both with the same commit, spine and options, while the sources stay as they are."));
        foreach (var twice in buckets.GroupBy(file => file.Manifest.Bucket!.Number).Where(group => group.Count() > 1))
            findings.Add(new("QRN3112", $"bucket {twice.First().Manifest.Bucket} is there {twice.Count()} times", string.Join(", ", twice.Select(file => $"'{file.Name}'")), "Name each bucket once."));
        int[] missing = [.. Enumerable.Range(1, first.Manifest.Bucket!.Count).Except(buckets.Select(file => file.Manifest.Bucket!.Number))];
        if (missing.Length > 0) findings.Add(new("QRN3112", $"{missing.Length} of {first.Manifest.Bucket.Count} buckets are missing", $"They are: {string.Join(", ", missing.Take(20))}{(missing.Length > 20 ? ", …" : "")}.", "Make them with --bucket, and name them too."));
        return findings;
    }

    private IEnumerable<Finding> Faults()
    {
        if (Manifest.Bucket is null) yield return new("QRN3111", $"'{Name}' is not a bucket of a training set", "Its manifest names no bucket.", "Name the files that were made with --bucket.");
        else if (!Path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)) yield return new("QRN3111", $"'{Name}' is a bucket that cannot be merged", "Only Parquet keeps the types of its columns.", "Make buckets as .parquet; what they are merged into may be CSV.");
        else if (!File.Exists(Path)) yield return new("QRN3111", $"bucket '{Name}' does not exist", $"Looked for: {Path}", "Correct the path, or make it again.");
        else if (ManifestFile.HashOf(Path) != Manifest.OutputHash) yield return new("QRN3114", $"bucket '{Name}' is not what its manifest describes", "Its bytes have another hash.", "Make it again.");
    }

    private string? Differs(BucketFile other)
    {
        var (one, two) = (Manifest, other.Manifest);
        (string What, bool Differs)[] parts =
        [
            ("how many buckets there are", one.Bucket!.Count != two.Bucket!.Count || !one.Bucket.Keys.SequenceEqual(two.Bucket.Keys)),
            ("the commit of the registry", one.Commit != two.Commit),
            ("the service or features", one.Service != two.Service || !one.Features.SequenceEqual(two.Features)),
            ("the definitions", !Equal(one.Definitions, two.Definitions)),
            ("what the sources were", !Equal(one.Sources, two.Sources) || !Equal(one.SourceVersions, two.SourceVersions) || !Equal(one.StreamEnds, two.StreamEnds)),
            ("the spine", one.SpineSnapshot != two.SpineSnapshot || one.PointInTime != two.PointInTime || one.TimeColumn != two.TimeColumn),
            ("--as-known", one.AsKnown != two.AsKnown),
            ("--statuses", one.Statuses != two.Statuses),
            ("what is done with bad rows", one.OnBadRow != two.OnBadRow),
        ];
        return parts.FirstOrDefault(part => part.Differs).What;
    }

    private static bool Equal<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> two) =>
        one.Count == two.Count && one.All(pair => two.TryGetValue(pair.Key, out var value) && EqualityComparer<T>.Default.Equals(pair.Value, value));
}
