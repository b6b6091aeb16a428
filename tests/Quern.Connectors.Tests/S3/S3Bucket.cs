using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Quern.Connectors.Tests.S3;

/// <summary>An object in a bucket of the tests' server.</summary>
internal sealed record S3Item(string Key, byte[] Content, string Tag, DateTimeOffset Modified);

/// <summary>A bucket in memory. Not for several threads at once.</summary>
internal sealed class S3Bucket
{
    private static readonly Comparer<string> ByBytes = Comparer<string>.Create((left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

    public SortedDictionary<string, S3Item> Items { get; } = new(ByBytes);

    public Dictionary<string, (string Key, SortedDictionary<int, byte[]> Parts)> Uploads { get; } = [];

    public static string TagOf(byte[] content) => $"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"";

    public S3Item Put(string key, byte[] content, string tag, DateTimeOffset now) => Items[key] = new(key, content, tag, now);

    /// <summary>Up to a number of items, and the last key where there are more.</summary>
    public (IReadOnlyList<S3Item> Items, string? Next) Page(string prefix, string? after, int most)
    {
        S3Item[] found = [.. Items.Values.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || ByBytes.Compare(item.Key, after) > 0)).Take(most + 1)];
        return found.Length > most ? (found[..most], found[most - 1].Key) : (found, null);
    }

    /// <summary>Puts parts together; the code of an error otherwise.</summary>
    public (S3Item? Made, string? Error) Complete(string upload, IReadOnlyList<(int Number, string Tag)> parts, DateTimeOffset now)
    {
        if (!Uploads.TryGetValue(upload, out var found)) return (null, "NoSuchUpload");
        if (parts.Count == 0 || parts.Any(part => !found.Parts.TryGetValue(part.Number, out var content) || TagOf(content).Trim('"') != part.Tag.Trim('"'))) return (null, "InvalidPart");
        if (!parts.Select(part => part.Number).SequenceEqual(parts.Select(part => part.Number).Order())) return (null, "InvalidPartOrder");
        if (parts.SkipLast(1).Any(part => found.Parts[part.Number].Length < 5 << 20)) return (null, "EntityTooSmall");
        byte[] whole = [.. parts.SelectMany(part => found.Parts[part.Number])];
        var sums = MD5.HashData(parts.SelectMany(part => MD5.HashData(found.Parts[part.Number])).ToArray());
        Uploads.Remove(upload);
        return (Put(found.Key, whole, $"\"{Convert.ToHexStringLower(sums)}-{parts.Count.ToString(CultureInfo.InvariantCulture)}\"", now), null);
    }
}
