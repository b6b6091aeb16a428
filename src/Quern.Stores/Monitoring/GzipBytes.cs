using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Quern.Stores.Monitoring;

/// <summary>Bytes as gzip, which checks them by a sum, at the end of a file's content.</summary>
internal static class GzipBytes
{
    public static void AppendTo(MemoryStream content, List<byte> bytes)
    {
        using var gzip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true);
        gzip.Write(CollectionsMarshal.AsSpan(bytes));
    }

    /// <summary>What a gzip has that begins at a place.</summary>
    public static GZipStream Open(byte[] content, int first) => new(new MemoryStream(content, first, content.Length - first), CompressionMode.Decompress);

    /// <summary>All of it.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ReadOnlySpan<byte> Read(byte[] content, int first)
    {
        using var gzip = Open(content, first);
        var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
    }
}
