using System.Reflection;

namespace Quern.Architecture.Tests.Rooms;

public sealed class CorePurityTests
{
    private static readonly Assembly Core = Room.Of("Core").Load();

    private static readonly string[] Effects =
        ["System.Console", "System.IO", "System.Net", "System.Data", "System.Diagnostics.Process", "System.Threading.Tasks.Parallel", "System.Threading.Thread"];

    private static readonly string[] Waiting =
        ["System.Threading.Tasks.", "System.Collections.Generic.IAsyncEnumerable`1", "System.IAsyncDisposable", "System.Threading.CancellationToken"];

    [Fact]
    public void Core_References_OnlySystemAssemblies() =>
        Core.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal)
                || Effects.Any(effect => name == effect || name.StartsWith(effect + ".", StringComparison.Ordinal)))
            .ShouldBeNone("Quern.Core is pure; it must not reference:");

    [Fact]
    public void Core_PublicSurface_NeverWaits() =>
        Core.GetExportedTypes()
            .SelectMany(type => Usage.Signatures(type, publicOnly: true))
            .Where(use => Waiting.Any(prefix => use.Used.FullName?.StartsWith(prefix, StringComparison.Ordinal) == true))
            .Select(use => $"{use.Where} mentions {use.Used.Name}")
            .Distinct()
            .ShouldBeNone("Quern.Core answers at once:");
}
