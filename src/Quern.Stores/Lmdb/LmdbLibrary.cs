using System.Runtime.InteropServices;

namespace Quern.Stores.Lmdb;

/// <summary>Finds the native library, under the names that the platforms' packages give it.</summary>
internal static class LmdbLibrary
{
    private static readonly string[] Names = ["liblmdb.so.0", "liblmdb.so", "liblmdb.dylib", "/opt/homebrew/lib/liblmdb.dylib", "lmdb"];

    public static nint Handle { get; } = Find();

    public static void Require()
    {
        if (Handle != 0) return;
        throw new QuernException(new Finding(
            "QRN4000",
            "library 'liblmdb' is not installed",
            $"Looked for {string.Join(", ", Names)}.",
            "Install it: 'apt-get install liblmdb0' on Debian and Ubuntu, 'brew install lmdb' on macOS."));
    }

    public static nint Export(string name) => Handle == 0 ? 0 : NativeLibrary.GetExport(Handle, name);

    private static nint Find()
    {
        foreach (var name in Names)
            if (NativeLibrary.TryLoad(name, out var handle))
                return handle;
        return 0;
    }
}
