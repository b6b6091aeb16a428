using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quern.Stores.Lmdb;

/// <summary>Reads LMDB's table of readers, which LMDB tells as lines of text, each beginning with the id of a process.</summary>
internal static unsafe class LmdbReaders
{
    public static IReadOnlyList<int> List(LmdbEnvironment env)
    {
        var lines = new List<string>();
        var handle = GCHandle.Alloc(lines);
        try
        {
            // It gives what the callback gave last.
            LmdbErrors.Check(LmdbNative.ReaderList(env.Handle, &Take, GCHandle.ToIntPtr(handle)) < 0 ? LmdbNative.Corrupted : LmdbNative.Success, env.Folder);
        }
        finally
        {
            handle.Free();
        }

        return [.. lines.Select(line => int.TryParse(line.AsSpan().Trim().ToString().Split(' ')[0], out var process) ? process : 0).Where(process => process > 0).Distinct().Order()];
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Take(byte* line, nint lines)
    {
        if (Marshal.PtrToStringUTF8((nint)line) is { } text) ((List<string>)GCHandle.FromIntPtr(lines).Target!).AddRange(text.Split('\n'));
        return 0;
    }
}
