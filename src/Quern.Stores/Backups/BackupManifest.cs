using Quern.Time;

namespace Quern.Stores.Backups;

/// <summary>What a backup is: <c>backup.json</c> in its folder.</summary>
public sealed record BackupManifest
{
    /// <summary>The form that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The file's name.</summary>
    public const string Name = "backup.json";

    /// <summary>The form of the backup.</summary>
    public required int Format { get; init; }

    /// <summary>The version of Quern that made it.</summary>
    public required string Quern { get; init; }

    /// <summary>The project's name.</summary>
    public required string Project { get; init; }

    /// <summary>The instant that the backup is of: all that was known by then is in it, and it can be restored to any instant up to then.</summary>
    public required Instant At { get; init; }

    /// <summary>When it was whole.</summary>
    public required Instant Ended { get; init; }

    /// <summary>The first instant that it can be restored to: that of the first commit of the registry; null where nothing was applied.</summary>
    public required Instant? Oldest { get; init; }

    /// <summary>The number of the registry's last commit; 0 where nothing was applied.</summary>
    public required int Commit { get; init; }

    /// <summary>The folder's name of the backup with which files are shared; null where none are.</summary>
    public string? SharedWith { get; init; }

    /// <summary>How far each stream is.</summary>
    public required IReadOnlyList<BackedUpStream> Streams { get; init; }

    /// <summary>How far each view's online state is.</summary>
    public required IReadOnlyList<BackedUpView> Views { get; init; }

    /// <summary>All files, by path.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>How long all files are together.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);
}

/// <summary>A stream in a backup.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Events">How many events it has: the position of its log.</param>
/// <param name="LastKnown">When the last of them was known.</param>
public sealed record BackedUpStream(string Stream, long Events, Instant LastKnown);

/// <summary>A view's online state in a backup.</summary>
/// <param name="View">The view's reference.</param>
/// <param name="Position">How many events of its stream are in the state; the log has the others.</param>
/// <param name="MaterializedTo">Up to when it was materialized; null where it was not.</param>
public sealed record BackedUpView(string View, long Position, Instant? MaterializedTo);
