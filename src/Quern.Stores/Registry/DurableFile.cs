using System.Runtime.InteropServices;

namespace Quern.Stores.Registry;

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
        var draft = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
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

    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) throw new IOException($"'{folder}' cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        var failed = Sync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        Close(descriptor);
        if (failed) throw new IOException($"'{folder}' cannot be flushed: {Marshal.GetPInvokeErrorMessage(error)}.");
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
