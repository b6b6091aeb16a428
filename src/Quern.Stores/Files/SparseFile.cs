using System.Runtime.InteropServices;

namespace Quern.Stores.Files;

/// <summary>Files with holes: where nothing was written there are zeros, which take no room on the disk. On a file system that has none they take it, and all else is the same.</summary>
internal static partial class SparseFile
{
    private const int InWorkingFolder = -100;
    private const uint Blocks = 0x400;
    private const int BlocksAt = 48;
    private const int AnswerBytes = 256;
    private const int BlockBytes = 512;

    /// <summary>Gets whether it can be told here how much room a file takes.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Answers();

    /// <summary>Makes a file that is a hole.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void Create(string path, long bytes)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.SetLength(file, bytes);
    }

    /// <summary>How many bytes of the disk a file takes; 0 when there is none. Only where that is supported.</summary>
    public static long BytesOnDisk(string path) => TryBlocks(path, out var blocks) ? blocks * BlockBytes : 0;

    // struct statx is the same on every architecture.
    private static unsafe bool TryBlocks(string path, out long blocks)
    {
        var answer = stackalloc byte[AnswerBytes];
        var isTold = Statx(InWorkingFolder, path, 0, Blocks, answer) == 0;
        blocks = isTold ? *(long*)(answer + BlocksAt) : 0;
        return isTold;
    }

    // Old systems do not have it, and some containers forbid it.
    private static bool Answers()
    {
        try
        {
            return TryBlocks("/", out _);
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* answer);
}
