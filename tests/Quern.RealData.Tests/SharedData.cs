namespace Quern.RealData.Tests;

/// <summary>The sets of real events beside the repository, at <c>../shared/data</c>. Each is checked by tests that skip themselves where it is not there.</summary>
internal static class SharedData
{
    /// <summary>The folder of one set.</summary>
    public static string Folder(string set)
    {
        var folder = Path.GetFullPath(Path.Combine(Root(), "..", "shared", "data", set));
        if (!Directory.Exists(folder)) Assert.Skip($"The data set '{set}' is not beside the repository (shared/data/{set}).");
        return folder;
    }

    private static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Quern.slnx")))
                return folder;
        throw new InvalidOperationException("No folder above the tests holds Quern.slnx.");
    }
}
