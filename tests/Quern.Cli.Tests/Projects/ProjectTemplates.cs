using System.Collections.Concurrent;
using Quern.Cli.Tests.Projects;

[assembly: AssemblyFixture(typeof(ProjectTemplates))]

namespace Quern.Cli.Tests.Projects;

/// <summary>Projects that are compiled and applied once, and copied for each test, so that no definitions are compiled twice.</summary>
public sealed class ProjectTemplates : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<string, Lazy<string>> _made = new();

    /// <summary>A copy of the shop: small text files, three sources, three services, applied as commit 1.</summary>
    public TestProject Shop() => Copy("shop", folder => ShopFiles.Write(folder, "Shop"));

    /// <summary>A copy of the sample of flights: a million rows of Parquet, applied as commit 1.</summary>
    public TestProject Flights() => Copy("flights", FlightFiles.Write);

    /// <summary>A copy of the till: one source that is a stream, applied as commit 1.</summary>
    public TestProject Till() => Copy("till", folder => ShopFiles.Write(folder, "Till"));

    /// <summary>A copy of a project with lookups: clicks on items as a stream, items in a file; applied as commit 1.</summary>
    public TestProject Clicks() => Copy("clicks", folder =>
    {
        ShopFiles.Write(folder, "Clicks");
        File.WriteAllText(Path.Combine(folder, "data", "items.ndjson"), """
            {"at":"2024-01-01T00:00:00Z","item":1,"price":10,"embedding":[1,0]}
            {"at":"2024-01-01T00:00:00Z","item":2,"price":20.5,"embedding":[0,1]}
            {"at":"2024-01-01T00:00:00Z","item":3}
            """ + "\n");
    });

    /// <summary>A copy of a project with fifteen features for each airport over all files of <c>data</c>, which has ten flights; applied as commit 1.</summary>
    public TestProject Airports() => Copy("airports", AirportFiles.Write);

    public void Dispose() => _folder.Dispose();

    private TestProject Copy(string name, Action<string> write)
    {
        var template = _made.GetOrAdd(name, _ => new(() =>
        {
            var path = Path.Combine(_folder.Path, name);
            Directory.CreateDirectory(path);
            write(path);
            QuernProcess.Quern(path, "apply", "--message", "first").Succeeded();
            return path;
        })).Value;
        return TestProject.CopyOf(template);
    }
}
