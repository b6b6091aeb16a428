using Quern.Stores.Projects;

namespace Quern.Cli.Projects;

/// <summary>A project's folder, where its things are, and what its settings say.</summary>
internal sealed class Project : ProjectFolder
{
    private Project(string folder, ProjectFile file)
        : base(folder) => File = file;

    public ProjectFile File { get; }

    /// <summary>The project in a folder, or in the nearest folder above that has one.</summary>
    public static Project Open(string? folder)
    {
        var start = Path.GetFullPath(folder ?? Directory.GetCurrentDirectory());
        for (var at = start; at is not null; at = Path.GetDirectoryName(at))
            if (Path.Combine(at, ProjectFile.Name) is var path && System.IO.File.Exists(path))
                return new(at, ProjectFile.Read(path, SettingsOverride.OfEnvironment()));
        throw new QuernException(new Finding(
            "QRN6001", $"no project in '{start}' or any folder above it", $"A project is a folder with a {ProjectFile.Name}.", "Make one with 'quern init NAME', or name one with --project FOLDER."));
    }
}
