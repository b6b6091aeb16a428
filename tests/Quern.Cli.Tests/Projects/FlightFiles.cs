namespace Quern.Cli.Tests.Projects;

/// <summary>The sample of flights that the repository has, its data linked.</summary>
internal static class FlightFiles
{
    public static void Write(string folder)
    {
        var sample = Path.Combine(Root(), "samples", "flights");
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        foreach (var name in new[] { "quern.json", "Flights.csproj", "FlightFeatures.cs" }) File.Copy(Path.Combine(sample, name), Path.Combine(folder, name));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(sample, "data"))) File.CreateSymbolicLink(Path.Combine(folder, "data", Path.GetFileName(file)), file);
    }

    public static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Quern.slnx")))
                return folder;
        throw new InvalidOperationException("No folder above the tests holds Quern.slnx.");
    }
}
