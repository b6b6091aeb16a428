using System.Runtime.InteropServices;

namespace Quern.Stores.Files;

/// <summary>
/// Files that come into being whole or not at all: (1) the content is written under a name of its own and flushed to the disk, (2) it is linked to its name, which fails when
/// that is taken, (3) the folder is flushed, so that the name survives a crash, (4) the first name is removed. Of two writers exactly one links.
/// </summary>
internal static partial class DurableFile
{
    private const int FileExists = 17;

    /// <summary>Creates a file; false when there is one of that name.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        var draft = DraftOf(path);
        try
        {
            using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            if (!TryLink(draft, path)) return false;
            FlushFolder(folder);
            return true;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Puts the content into a file, in place of what it held: a reader sees the old content or the new, whole.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var draft = DraftOf(path);
        File.WriteAllBytes(draft, content);
        Publish(draft, path);
    }

    /// <summary>A name beside a file under which its content can be written before <see cref="Publish"/>.</summary>
    public static string DraftOf(string path) => Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{RunMark.New()}.tmp");

    /// <summary>Removes drafts of a file that processes left which were killed.</summary>
    public static void SweepDrafts(string path) => RunMark.Sweep(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.");

    /// <summary>Flushes a draft and gives it its name, in place of the file that had it.</summary>
    /// <exception cref="IOException">It cannot be flushed or moved.</exception>
    public static void Publish(string draft, string path)
    {
        try
        {
            Flush(draft);
            File.Move(draft, path, overwrite: true);
            FlushFolder(Path.GetDirectoryName(path)!);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Flushes what is in a file to the disk, and the folder that has its name.</summary>
    /// <exception cref="IOException">It cannot be flushed.</exception>
    public static void Flush(string path)
    {
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(file);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Flushes the names in a folder to the disk.</summary>
    /// <exception cref="IOException">It cannot be flushed.</exception>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) throw new IOException($"'{folder}' cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        var failed = Sync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        Close(descriptor);
        if (failed) throw new IOException($"'{folder}' cannot be flushed: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    /// <summary>Gives a file a second name; false where the file system cannot. Both are the same content from then on.</summary>
    public static bool TryShare(string existing, string name) => !OperatingSystem.IsWindows() && Link(existing, name) == 0;

    private static bool TryLink(string draft, string path)
    {
        if (OperatingSystem.IsWindows()) return TryMove(draft, path);
        if (Link(draft, path) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == FileExists ? false : throw new IOException($"'{path}' cannot be created: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    private static bool TryMove(string draft, string path)
    {
        try
        {
            File.Move(draft, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string created);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
