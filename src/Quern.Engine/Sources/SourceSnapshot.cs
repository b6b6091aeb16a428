namespace Quern.Engine.Sources;

/// <summary>One file that a source consists of.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Modified">When it was last written, in microseconds since 1970-01-01T00:00:00Z.</param>
public sealed record SourceFile(string Path, long Bytes, long Modified)
{
    /// <summary>What changes whenever the content does, where the storage has such a thing; null for files.</summary>
    public string? Tag { get; init; }
}

/// <summary>What a source consists of at one time: its files, those of its inputs included.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Files">The files, by path.</param>
/// <param name="Id">A hash over the files' paths, lengths, times of writing and tags: 64 hexadecimal digits.</param>
/// <param name="StreamEnd">How many events of its stream it consists of.</param>
public sealed record SourceSnapshot(string Source, IReadOnlyList<SourceFile> Files, string Id, long StreamEnd = 0)
{
    /// <summary>The version of each source that has versions, by its name: this one, or its inputs.</summary>
    public IReadOnlyDictionary<string, long> Versions { get; init; } = new Dictionary<string, long>();

    /// <summary>Of a shared stream how many events of each part it consists of, by the part's name; empty of others.</summary>
    public IReadOnlyDictionary<string, long> PartEnds { get; init; } = new Dictionary<string, long>();
}
