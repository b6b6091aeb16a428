using System.Reflection;
using System.Runtime.Loader;
using Quern.Planning;

namespace Quern.Engine.Registry;

/// <summary>Compiled definitions, loaded beside the running program and unloaded when disposed and no longer used. Quern's own types are shared with the program.</summary>
public sealed class DefinitionAssembly : IDisposable
{
    private readonly LoadContext _context;

    private DefinitionAssembly(LoadContext context, Assembly assembly) => (_context, Assembly) = (context, assembly);

    /// <summary>The assembly.</summary>
    public Assembly Assembly { get; }

    /// <summary>Loads compiled definitions from their bytes.</summary>
    /// <exception cref="QuernException">They are not an assembly.</exception>
    public static DefinitionAssembly Load(ReadOnlySpan<byte> bytes)
    {
        var context = new LoadContext();
        try
        {
            using var stream = new MemoryStream(bytes.ToArray());
            return new(context, context.LoadFromStream(stream));
        }
        catch (Exception exception) when (exception is BadImageFormatException or FileLoadException)
        {
            context.Unload();
            throw new QuernException(RegistryFindings.NotLoadable(exception.Message), exception);
        }
    }

    /// <summary>Loads compiled definitions that were applied, and plans them.</summary>
    /// <exception cref="QuernException">They are not an assembly, or make no sense to this version of Quern: everything that is wrong.</exception>
    public static DefinitionAssembly Load(ReadOnlySpan<byte> bytes, out RepositoryPlan plan)
    {
        var loaded = Load(bytes);
        try
        {
            var (planned, findings) = RepositoryPlanner.Plan(loaded.Read(), new PlanOptions());
            plan = planned ?? throw new QuernException(findings);
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Reads the definitions in it.</summary>
    /// <exception cref="QuernException">The assembly needs others that are not there.</exception>
    public RepositoryReading Read()
    {
        try
        {
            return RepositoryReader.Read(Assembly);
        }
        catch (Exception exception) when (exception is FileNotFoundException or TypeLoadException or ReflectionTypeLoadException or MissingMemberException)
        {
            throw new QuernException(RegistryFindings.NotLoadable(exception.Message), exception);
        }
    }

    /// <summary>Lets the assembly go once nothing of it is in use.</summary>
    public void Dispose() => _context.Unload();

    // Nothing is resolved here, so that Quern.Core and the .NET libraries are those of the program.
    private sealed class LoadContext() : AssemblyLoadContext("definitions", isCollectible: true);
}
