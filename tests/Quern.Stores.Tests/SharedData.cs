namespace Quern.Stores.Tests;

/// <summary>Real data that lies beside the repository; a test that needs it is skipped where it is absent.</summary>
internal static class SharedData
{
    internal static string Folder
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (root is not null && !File.Exists(Path.Combine(root.FullName, "Quern.slnx"))) root = root.Parent;
            var folder = Path.Combine(root?.Parent?.FullName ?? "", "shared", "data");
            Assert.SkipUnless(Directory.Exists(folder), $"no real data at {folder}");
            return folder;
        }
    }
}
