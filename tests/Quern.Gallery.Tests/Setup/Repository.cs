namespace Quern.Gallery.Tests.Setup;

/// <summary>Where the files of this repository are, seen from the built tests.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Screenshots { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "screenshots")).FullName;

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Quern.slnx")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
