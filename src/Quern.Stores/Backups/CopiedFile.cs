using System.Security.Cryptography;
using Quern.Time;

namespace Quern.Stores.Backups;

/// <summary>Copies the content of a file, and tells what it was.</summary>
internal static class CopiedFile
{
    private const int BufferLength = 1 << 18;

    /// <summary>Copies as much as the file has when it is opened, and makes the copy durable, with the time of the file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="copy">Where the copy goes; its folder is made.</param>
    /// <param name="wholeLines">Whether to end with the last whole line: somebody may be adding one.</param>
    /// <param name="progress">Told how many bytes have just been copied.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How long the copy is, its SHA-256 and the file's time; null when there is no such file any more.</returns>
    public static (long Bytes, string Sha256, Instant Modified)? Make(string source, string copy, bool wholeLines, Action<long>? progress, CancellationToken cancellation)
    {
        try
        {
            using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var modified = File.GetLastWriteTimeUtc(from.SafeFileHandle);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var (bytes, hash) = Copy(from, wholeLines ? EndOfLines(from) : from.Length, copy, progress, cancellation);
            File.SetLastWriteTimeUtc(copy, modified);
            return (bytes, hash, Instant.From(modified));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException && !File.Exists(source))
        {
            return null;
        }
    }

    /// <summary>The SHA-256 of a file's content, in lower-case hexadecimal digits.</summary>
    public static string Hash(string path, Action<long>? progress, CancellationToken cancellation)
    {
        using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return Copy(from, from.Length, null, progress, cancellation).Sha256;
    }

    private static (long Bytes, string Sha256) Copy(FileStream from, long length, string? copy, Action<long>? progress, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var to = copy is null ? null : new FileStream(copy, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var (buffer, done) = (new byte[(int)Math.Clamp(length, 1, BufferLength)], 0L);
        from.Position = 0;
        while (done < length && from.Read(buffer, 0, (int)Math.Min(buffer.Length, length - done)) is > 0 and var count)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
            to?.Write(buffer, 0, count);
            done += count;
            progress?.Invoke(count);
        }

        to?.Flush(flushToDisk: true);
        return (done, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    // Backwards from the end; lines are short.
    private static long EndOfLines(FileStream file)
    {
        for (var end = file.Length; end > 0; end--)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n') return end;
        }

        return 0;
    }
}
