using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Robustness;

/// <summary>Memory stays within what was promised, however much there is of the machine's.</summary>
public sealed class MemoryTests(ProjectTemplates templates)
{
    private const long GiB = 1L << 30;

    [Fact]
    public void ThreeMillionRows_OverThreeMillionEvents_StayUnder2GiB()
    {
        var flights = Path.GetFullPath(Path.Combine(FlightFiles.Root(), "..", "shared", "data", "flights", "flights-3m.parquet"));
        Assert.SkipUnless(File.Exists(flights), $"The flights are not beside the repository ({flights}).");
        using var project = templates.Airports();
        File.Delete(project.PathOf("data/flights.parquet"));
        File.CreateSymbolicLink(project.PathOf("data/flights.parquet"), flights);
        AirportFiles.WriteParquet(project.PathOf("spine.parquet"), $"SELECT date AS event_timestamp, origin FROM '{flights}'");
        Train(project, heapBytes: null).ShouldBeInRange(GiB / 8, 2 * GiB);
    }

    /// <summary>Of 4 GiB the program is told 3 for its objects, as .NET takes them in a container; the rest is for what lies outside. The events come in several passes then.</summary>
    [Fact]
    public void HundredMillionEvents_StayWithin4GiB()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("QUERN_FULL") is null, "A long test: ./test --full runs it.");
        using var project = templates.Airports();
        for (var i = 0; i < 20; i++) AirportFiles.WriteParquet(project.PathOf($"data/part-{i}.parquet"), AirportFiles.Flights(i * 5_000_000L, 5_000_000));
        File.Delete(project.PathOf("data/flights.parquet"));
        AirportFiles.WriteParquet(project.PathOf("spine.parquet"), $"SELECT date AS event_timestamp, origin FROM '{project.Folder}/data/*.parquet' WHERE hash(date) % 100 = 0");
        Train(project, heapBytes: 3 * GiB).ShouldBeInRange(GiB / 8, 4 * GiB);
    }

    private static long Train(TestProject project, long? heapBytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "This system does not tell how much memory a process had.");
        var (ended, peak) = QuernProcess.QuernMeasured(project.Folder, heapBytes, "training-set", "airports", "--spine", "spine.parquet", "--out", "train.parquet");
        var output = ended.Succeeded();
        TestContext.Current.TestOutputHelper?.WriteLine($"{peak >> 20} MiB\n{output}");
        return peak;
    }
}
