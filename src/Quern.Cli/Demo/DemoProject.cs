namespace Quern.Cli.Demo;

/// <summary>The flights sample as a project of the user's own. Files that are there already are left alone, so that what people changed stays.</summary>
internal static class DemoProject
{
    public static void CopyTo(string folder)
    {
        var sample = Path.Combine(AppContext.BaseDirectory, "demo");
        foreach (var file in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(sample, file));
            if (File.Exists(target)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
