using Quern.Time;

namespace Quern.Stores.Backups;

/// <summary>A file of a backup.</summary>
/// <param name="Path">Where it lies in the project's folder, with <c>/</c> between the parts.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Sha256">The SHA-256 of its content, in lower-case hexadecimal digits.</param>
/// <param name="Modified">When it was written last where it was copied from; a Delta table's versions are of that time.</param>
public sealed record BackupFile(string Path, long Bytes, string Sha256, Instant Modified)
{
    /// <summary>Whether it is the same file as in the backup before: a second name of it, which takes no room.</summary>
    public bool IsShared { get; init; }

    /// <summary>The part of the project that it belongs to: the first folder or file in <c>.quern</c>, or its own name beside that.</summary>
    public string Part => Path.Split('/') is [".quern", var part, ..] ? part : Path;
}
