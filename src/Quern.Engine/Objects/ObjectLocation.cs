using System.Diagnostics.CodeAnalysis;

namespace Quern.Engine.Objects;

/// <summary>Where objects are: <c>s3://bucket/key</c>.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">A key, or what keys begin with; empty for the bucket itself.</param>
public sealed record ObjectLocation(string Bucket, string Key)
{
    /// <summary>What a location begins with.</summary>
    public const string Scheme = "s3://";

    /// <summary>Whether a text is meant as a location of objects, and not as a path of files.</summary>
    public static bool IsMeant(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a location.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ObjectLocation? location)
    {
        location = null;
        if (!IsMeant(text)) return false;
        var rest = text[Scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (bucket, key) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
        // A bucket's name becomes a part of a host's.
        if (bucket.Length is < 3 or > 63 || !bucket.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.') || bucket[0] is '-' or '.' || key.StartsWith('/') || key.Contains("//", StringComparison.Ordinal)) return false;
        location = new(bucket, key);
        return true;
    }

    /// <summary>Reads a location.</summary>
    /// <exception cref="QuernException">It is none.</exception>
    public static ObjectLocation Parse(string text) => TryParse(text, out var location) ? location : throw new QuernException(new Finding(
        "QRN6800", $"'{text}' is no location of objects", "A bucket's name has 3 to 63 small letters, digits, hyphens and points; keys have no empty parts.", "Write s3://bucket/path."));

    /// <summary>A location under this one.</summary>
    public ObjectLocation Under(string path) => this with { Key = Key.Length == 0 ? path : $"{Key.TrimEnd('/')}/{path}" };

    /// <inheritdoc/>
    public override string ToString() => Key.Length == 0 ? Scheme + Bucket : $"{Scheme}{Bucket}/{Key}";
}
