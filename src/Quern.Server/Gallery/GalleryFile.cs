using System.IO.Compression;
using System.Security.Cryptography;

namespace Quern.Server.Gallery;

/// <summary>One file of the gallery, compressed when it was built.</summary>
internal sealed class GalleryFile
{
    private readonly Lazy<byte[]> _plain;

    public GalleryFile(string path, byte[] brotli, byte[] gzip)
    {
        (Path, Brotli, Gzip) = (path, brotli, gzip);
        _plain = new(() => Expand(gzip));
        Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(gzip))[..16]}\"";
    }

    /// <summary>Its path: <c>index.html</c>, <c>assets/index-B8f3.js</c>.</summary>
    public string Path { get; }

    public byte[] Brotli { get; }

    public byte[] Gzip { get; }

    /// <summary>As it is, for the few that ask for it so.</summary>
    public byte[] Plain => _plain.Value;

    /// <summary>Its entity tag, the same in every encoding: what it says is the same.</summary>
    public string Tag { get; }

    /// <summary>Whether its name changes with what it says.</summary>
    public bool IsHashed => Path.StartsWith("assets/", StringComparison.Ordinal);

    public string ContentType => System.IO.Path.GetExtension(Path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => "application/json",
        ".woff2" => "font/woff2",
        _ => "application/octet-stream",
    };

    private static byte[] Expand(byte[] gzip)
    {
        using var from = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var to = new MemoryStream();
        from.CopyTo(to);
        return to.ToArray();
    }
}
