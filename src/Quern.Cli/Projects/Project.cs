namespace Quern.Cli.Projects;

/// <summary>A project's folder and where its things are. What Quern makes lies under <c>.quern</c> and can be made again, but for the registry and the log of the streams.</summary>
internal sealed class Project
{
    private Project(string folder, ProjectFile file) => (Folder, File) = (folder, file);

    public string Folder { get; }

    public ProjectFile File { get; }

    public string Work => Path.Combine(Folder, ".quern");

    public string Registry => Path.Combine(Work, "registry");

    public string Online => Path.Combine(Work, "online");

    /// <summary>Gets the folder with the log of the streams.</summary>
    public string Streams => Path.Combine(Work, "streams");

    /// <summary>Gets the folder with what feeds of streams have read and not yet given.</summary>
    public string FeedFiles => Path.Combine(Work, "feeds");

    /// <summary>Gets the folder with a Delta table for each stream.</summary>
    public string History => Path.Combine(Work, "history");

    /// <summary>Gets the folder with a Delta table of what was served for each service.</summary>
    public string Served => Path.Combine(Work, "served");

    public string Build => Path.Combine(Work, "build");

    public string Quarantine => Path.Combine(Work, "quarantine");

    public string Temporary => Path.Combine(Work, "tmp");

    /// <summary>The project in a folder, or in the nearest folder above that has one.</summary>
    public static Project Open(string? folder)
    {
        var start = Path.GetFullPath(folder ?? Directory.GetCurrentDirectory());
        for (var at = start; at is not null; at = Path.GetDirectoryName(at))
            if (Path.Combine(at, ProjectFile.Name) is var path && System.IO.File.Exists(path))
                return new(at, ProjectFile.Read(path));
        throw new QuernException(new Finding(
            "QRN6001", $"no project in '{start}' or any folder above it", $"A project is a folder with a {ProjectFile.Name}.", "Make one with 'quern init NAME', or name one with --project FOLDER."));
    }
}
