using System.Collections.Concurrent;
using Quern.Engine.Objects;

namespace Quern.Stores.Objects;

/// <summary>
/// Parquet objects as files that have the columns which are wanted, and holes in place of the others: (1) the end of an object comes, with its footer; (2) the footer says where columns are; (3) they come. Where that cannot be
/// said, objects are whole. Safe for use from several threads.
/// </summary>
/// <param name="files">Brings their bytes.</param>
internal sealed class ParquetObjects(ObjectFiles files)
{
    private readonly ConcurrentDictionary<(string Bucket, StoredObject Object), ParquetFooter> _footers = new();
    private readonly ConcurrentDictionary<(string Bucket, StoredObject Object, string Column), ByteRanges?> _columns = new();

    /// <summary>Objects as files, in their order, which stay for as long as the piece of work lasts.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="objects">The objects.</param>
    /// <param name="columns">What is going to be read of them; null for all.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="QuernException">An object cannot be read, or is not what it was when it was found; or the disk is full.</exception>
    public IReadOnlyList<string> Bring(string bucket, IReadOnlyList<StoredObject> objects, WantedColumns? columns, CancellationToken cancellation)
    {
        if (columns is null) return files.Bring(bucket, objects, cancellation);
        var paths = Footers(bucket, objects, cancellation);
        if (columns.Names.Count == 0) return paths;
        var wanted = objects.Zip(paths, (item, path) => (item, files.IsWhole(bucket, item) ? null : BytesOf(bucket, item, path, columns)));
        return files.Bring(bucket, [.. wanted], cancellation);
    }

    private IReadOnlyList<string> Footers(string bucket, IReadOnlyList<StoredObject> objects, CancellationToken cancellation)
    {
        var paths = files.Bring(bucket, [.. objects.Select(item => (item, _footers.TryGetValue((bucket, item), out var known) ? known.Bytes : ParquetFooter.Likely(item.Bytes)))], cancellation);
        for (var i = 0; i < paths.Count; i++)
            if (!files.IsWhole(bucket, objects[i]) && !_footers.ContainsKey((bucket, objects[i])))
                _footers[(bucket, objects[i])] = ParquetFooter.Read(paths[i]);
        // Those that are longer.
        return files.Bring(bucket, [.. objects.Select(item => (item, _footers.TryGetValue((bucket, item), out var known) ? known.Bytes : null))], cancellation);
    }

    private ByteRanges? BytesOf(string bucket, StoredObject item, string path, WantedColumns columns)
    {
        var footer = _footers[(bucket, item)];
        if (footer.Start is not { } end) return null;
        if (columns.Names.Any(name => !_columns.ContainsKey((bucket, item, name))))
        {
            var layout = ParquetLayout.Of(path, end, columns.Connection);
            foreach (var name in columns.Names) _columns[(bucket, item, name)] = layout?.Of(name);
        }

        var bytes = footer.Bytes;
        foreach (var name in columns.Names)
            if (_columns[(bucket, item, name)] is { } found) bytes = bytes.Plus(found);
            else return null;
        return bytes;
    }
}
