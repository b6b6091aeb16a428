using System.Reflection;
using System.Runtime.InteropServices;

namespace Quern.Stores;

/// <summary>
/// Finds the native libraries that the set-up brings. Order: QUERN_NATIVE, beside the assembly, runtimes/RID/native,
/// artifacts/native in any folder above the assembly, then the system's own loader.
/// </summary>
internal static class NativeLibraries
{
    internal const string DuckDb = "duckdb";
    internal const string Lmdb = "lmdb";

    internal const string NotFoundCode = "QRN7001";

    private const string OverrideVariable = "QUERN_NATIVE";

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>To be called by the static constructor of a class that imports functions; a second call does nothing.</summary>
    internal static void Register()
    {
    }

    internal static IEnumerable<string> SearchFolders(string assemblyFolder, string? overrideFolder)
    {
        if (!string.IsNullOrEmpty(overrideFolder))
            yield return overrideFolder;
        yield return assemblyFolder;
        yield return Path.Combine(assemblyFolder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        for (var folder = new DirectoryInfo(assemblyFolder); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "artifacts", "native");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name is not (DuckDb or Lmdb))
            return 0;

        var fileNames = FileNames(name);
        foreach (var folder in SearchFolders(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(OverrideVariable)))
        {
            foreach (var fileName in fileNames)
            {
                var path = Path.Combine(folder, fileName);
                if (File.Exists(path))
                    return NativeLibrary.Load(path);
            }
        }

        foreach (var fileName in fileNames)
        {
            if (NativeLibrary.TryLoad(fileName, out var handle))
                return handle;
        }

        throw new QuernException(new Finding(
            NotFoundCode,
            $"native library \"{name}\" not found",
            $"no {fileNames[0]} beside the program, in an artifacts/native folder above it, or on the system",
            $"run eng/setup.sh, or set {OverrideVariable} to the folder that holds it"));
    }

    private static string[] FileNames(string name) =>
        OperatingSystem.IsWindows() ? [$"{name}.dll", $"lib{name}.dll"]
        : OperatingSystem.IsMacOS() ? [$"lib{name}.dylib"]
        : [$"lib{name}.so", $"lib{name}.so.0"];
}
