namespace Quern.Stores.Delta;

/// <summary>A log in a folder of this machine, as whoever copies it sees it.</summary>
/// <param name="Path">The folder <c>_delta_log</c>.</param>
internal sealed record LogFolder(string Path)
{
    public const string Name = "_delta_log";

    public string LastCheckpoint => Of(LogNames.LastCheckpoint);

    public string Commit(long version) => Of(LogNames.Commit(version));

    public string Checkpoint(long version) => Of(LogNames.Checkpoint(version));

    /// <summary>What is there now.</summary>
    public LogListing List() => LogNames.List(Directory.Exists(Path) ? Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)) : []);

    /// <summary>Where a file of the log is.</summary>
    public string Of(string name) => System.IO.Path.Combine(Path, name);
}
