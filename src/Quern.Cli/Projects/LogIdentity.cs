namespace Quern.Cli.Projects;

/// <summary>What the log of a project's streams is known by to a store that is elsewhere: a word of chance in a file beside it, which is lost with it.</summary>
internal static class LogIdentity
{
    private const string FileName = "identity";

    /// <summary>The identity of the log in a folder; made when it has none.</summary>
    public static string Of(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None));
            var made = Guid.NewGuid().ToString("n");
            file.Write(made);
            return made;
        }
        catch (IOException) when (File.Exists(path))
        {
            return File.ReadAllText(path);
        }
    }
}
