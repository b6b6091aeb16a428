namespace Quern.Testing.Tests.Scenarios;

/// <summary>The files of spec/scenarios.</summary>
internal static class ScenarioFiles
{
    private static readonly string Folder = Path.Combine(Root(), "spec", "scenarios");

    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.md").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    public static Scenario Read(string name) => Scenario.Read(Path.Combine(Folder, name + ".md"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Quern.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }
}
