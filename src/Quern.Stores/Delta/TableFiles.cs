using Quern.Stores.Objects;
using Quern.Time;

namespace Quern.Stores.Delta;

/// <summary>A file of a table.</summary>
/// <param name="Name">Its name in the table: parts are divided by slashes, and nothing is escaped.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Modified">When it was written.</param>
internal sealed record TableFile(string Name, long Bytes, Instant Modified);

/// <summary>
/// The files of a table, wherever they lie. Names are those in the table; paths are what a log calls data files: URIs, relative to the table or absolute. What is missing is a
/// <see cref="FileNotFoundException"/>.
/// </summary>
internal abstract class TableFiles : IDisposable
{
    /// <summary>Gets the folder of the log within the table.</summary>
    public const string Log = LogFolder.Name + "/";

    /// <summary>Gets the table as people write it.</summary>
    public abstract string Root { get; }

    /// <summary>The files whose names begin with a text; drafts are not among them.</summary>
    public abstract IEnumerable<TableFile> List(string prefix);

    /// <summary>Whether there is a file.</summary>
    public abstract bool Exists(string name);

    /// <summary>All of a file that is small; null when there is none.</summary>
    public abstract byte[]? Find(string name);

    /// <summary>When a file was written.</summary>
    public abstract Instant TimeOf(string name);

    /// <summary>Creates a file whole; false when there is one of that name. Of several who try exactly one does.</summary>
    public abstract bool TryCreate(string name, byte[] content);

    /// <summary>Puts a small file in place of the one that has the name.</summary>
    public abstract void Replace(string name, byte[] content);

    /// <summary>Where a file can be written before <see cref="Publish"/>.</summary>
    public abstract string Draft(string name);

    /// <summary>Gives a draft its name, once all of it is where nothing is lost; the draft is gone afterwards.</summary>
    public abstract void Publish(string draft, string name, CancellationToken cancellation);

    /// <summary>Removes a file; nothing happens when there is none.</summary>
    public abstract void Delete(string name);

    /// <summary>Removes drafts that died with whoever wrote them, and are older than a time.</summary>
    /// <returns>How many.</returns>
    public abstract int DeleteDrafts(Instant before);

    /// <summary>The name of a path of the log; null when the file is not in the table.</summary>
    public abstract string? NameOf(string path);

    /// <summary>Files of this machine with what is at some paths of the log, in their order: one for each, null where it is missing.</summary>
    /// <param name="paths">The paths.</param>
    /// <param name="elsewhere">Gets paths that lead where nothing can be read.</param>
    /// <param name="columns">What is going to be read of Parquet files that have to be brought; null for all.</param>
    public abstract IReadOnlyList<string?> Open(IReadOnlyList<string> paths, List<string> elsewhere, WantedColumns? columns = null);

    /// <summary>Files that were opened may go.</summary>
    public virtual void Dispose()
    {
    }

    /// <summary>All of a file that is small.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public byte[] Read(string name) => Find(name) ?? throw new FileNotFoundException(null, name);

    /// <summary>Files of this machine with what is in files of the log.</summary>
    /// <exception cref="FileNotFoundException">One is missing.</exception>
    public IReadOnlyList<string> OpenLog(IReadOnlyList<string> names)
    {
        var files = Open([.. names.Select(name => Log + name)], []);
        for (var i = 0; i < names.Count; i++)
            if (files[i] is null)
                throw new FileNotFoundException(null, names[i]);
        return [.. files.OfType<string>()];
    }
}
