using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Quern.Connectors.Kafka;

/// <summary>
/// Finds librdkafka, which Confluent.Kafka calls and which the set-up compiles. Order: QUERN_NATIVE, beside the assembly, artifacts/native in any folder above the assembly, then the system's
/// own loader.
/// </summary>
internal static class KafkaLibrary
{
    private const string Asked = "librdkafka";
    private const string OverrideVariable = "QUERN_NATIVE";
    private static readonly string[] Files = OperatingSystem.IsMacOS() ? ["librdkafka.dylib", "librdkafka.1.dylib"] : ["librdkafka.so", "librdkafka.so.1"];
    private static readonly Lazy<Finding?> Problem = new(Load);
    private static nint _handle;

    static KafkaLibrary() => NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);

    /// <summary>Gets the library once it is loaded.</summary>
    public static nint Handle => _handle;

    /// <summary>Loads it, once; null when it is there.</summary>
    public static Finding? Missing => Problem.Value;

    private static Finding? Load()
    {
        var problem = "";
        foreach (var path in Folders().SelectMany(folder => Files.Select(file => Path.Combine(folder, file))).Where(File.Exists).Concat(Files))
        {
            try
            {
                _handle = NativeLibrary.Load(path);
                Library.Load();
                return null;
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                if (Path.IsPathRooted(path)) problem = $" '{path}' cannot be loaded: {e.Message}";
            }
            catch (InvalidOperationException e)
            {
                problem = $" '{path}' lacks what is needed: {e.Message}";
            }
        }

        return KafkaFindings.NoLibrary($"No {Files[0]} is beside the program, in an artifacts/native folder above it, or on the system.{problem}");
    }

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable(OverrideVariable) is { Length: > 0 } set) yield return set;
        yield return AppContext.BaseDirectory;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent) yield return Path.Combine(folder.FullName, "artifacts", "native");
    }

    // The bare name of libdl belongs to a package for those who compile; every system has the one with the number.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == Asked ? _handle
        : name == "libdl" && OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libdl.so.2", out var handle) ? handle
        : 0;
}
