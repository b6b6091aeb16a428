using System.Runtime.InteropServices;
using Quern.Stores.DuckDb;
using Quern.Stores.Lmdb;

namespace Quern.Stores;

/// <summary>The native libraries that the stores need.</summary>
public static unsafe class StoreLibraries
{
    /// <summary>Each library, with its version, or with what is wrong where it cannot be loaded.</summary>
    public static IReadOnlyList<(string Name, string? Version, Finding? Finding)> List() =>
    [
        Of("DuckDB", () => DuckDatabase.Version),
        Of("LMDB", () =>
        {
            LmdbLibrary.Require();
            return Marshal.PtrToStringUTF8((nint)LmdbNative.Version(null, null, null))!;
        }),
    ];

    private static (string Name, string? Version, Finding? Finding) Of(string name, Func<string> version)
    {
        try
        {
            return (name, version(), null);
        }
        catch (Exception missing) when (QuernException.FindingsOf(missing) is [var finding, ..])
        {
            return (name, null, finding);
        }
        catch (Exception broken) when (broken is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return (name, null, new(NativeLibraries.NotFoundCode, $"native library of {name} cannot be loaded", broken.Message, "Run './quern setup', or set QUERN_NATIVE to the folder that holds it."));
        }
    }
}
