using Quern.Engine.Objects;
using Quern.Stores.Objects;
using Quern.Time;

namespace Quern.Stores.Delta;

/// <summary>
/// A table whose files are objects. A commit is an object that is put where there is none. Data files are written on this machine first, and become objects whole; DuckDB reads those that it needs from the cache.
/// </summary>
/// <param name="objects">Brings objects as files.</param>
/// <param name="location">What the table's keys begin with.</param>
/// <param name="isOwner">Whether the files go with this.</param>
internal sealed class ObjectTableFiles(ObjectFiles objects, ObjectLocation location, bool isOwner) : TableFiles
{
    private const int MostQuestions = 4;

    private readonly Dictionary<string, StoredObject> _known = [];
    private readonly Lock _finding = new();
    private readonly ParquetObjects _parquet = new(objects);

    public override string Root => location.ToString();

    private IObjectStore Store => objects.Storage.Open(location.Bucket);

    private CancellationToken Stop => objects.Storage.Stop;

    public override IEnumerable<TableFile> List(string prefix) => Store.List(KeyOf(prefix), null, Stop).Select(item => new TableFile(item.Key[KeyOf("").Length..], item.Bytes, item.Modified));

    public override bool Exists(string name) => Store.Find(KeyOf(name), Stop) is not null;

    public override byte[]? Find(string name) => Store.Get(KeyOf(name), Stop)?.Content;

    public override Instant TimeOf(string name) => Store.Find(KeyOf(name), Stop)?.Modified ?? throw new FileNotFoundException(null, name);

    public override bool TryCreate(string name, byte[] content) => Store.TryCreate(KeyOf(name), content, Stop);

    public override void Replace(string name, byte[] content) => Store.Put(KeyOf(name), content, Stop);

    public override string Draft(string name) => objects.NewFile(name);

    public override void Publish(string draft, string name, CancellationToken cancellation)
    {
        var item = ObjectUploads.Put(Store, KeyOf(name), draft, objects.Storage.Progress, cancellation);
        objects.Keep(location.Bucket, item, draft);
    }

    public override void Delete(string name) => Store.Delete(KeyOf(name), Stop);

    // What is not whole is no object; parts of uploads that died are removed by the bucket's own rule.
    public override int DeleteDrafts(Instant before) => 0;

    public override string? NameOf(string path) => Of(path) is { } found && found.Bucket == location.Bucket && found.Key.StartsWith(KeyOf(""), StringComparison.Ordinal) ? found.Key[KeyOf("").Length..] : null;

    public override IReadOnlyList<string?> Open(IReadOnlyList<string> paths, List<string> elsewhere, WantedColumns? columns = null)
    {
        var places = paths.Select(Of).ToArray();
        elsewhere.AddRange(paths.Where((_, i) => places[i] is null));
        if (elsewhere.Count > 0) return new string?[paths.Count];
        var found = places.Select((_, _) => (StoredObject?)null).ToArray();
        lock (_finding)
        {
            var unknown = places.Where(place => place!.Bucket == location.Bucket && !_known.ContainsKey(place.Key)).Select(place => place!.Key).Distinct().ToArray();
            // A page of a listing costs as much as a question for one object.
            if (unknown.Length > MostQuestions)
                foreach (var item in Store.List(KeyOf(""), null, Stop))
                    _known[item.Key] = item;
            for (var i = 0; i < found.Length; i++)
                if (places[i]!.Bucket == location.Bucket && _known.TryGetValue(places[i]!.Key, out var known)) found[i] = known;
                else if ((found[i] = objects.Storage.Open(places[i]!.Bucket).Find(places[i]!.Key, Stop)) is { } asked && places[i]!.Bucket == location.Bucket) _known[asked.Key] = asked;
        }

        var files = new string?[paths.Count];
        foreach (var bucket in Enumerable.Range(0, files.Length).Where(i => found[i] is not null).GroupBy(i => places[i]!.Bucket))
            foreach (var (i, file) in bucket.Zip(_parquet.Bring(bucket.Key, [.. bucket.Select(i => found[i]!)], columns, Stop)))
                files[i] = file;
        return files;
    }

    public override void Dispose()
    {
        if (isOwner) objects.Dispose();
    }

    private string KeyOf(string name) => location.Under(name).Key;

    // Spark writes s3a://, which is the same place.
    private ObjectLocation? Of(string path)
    {
        var text = path.StartsWith("s3a://", StringComparison.OrdinalIgnoreCase) ? ObjectLocation.Scheme + path["s3a://".Length..] : path;
        if (ObjectLocation.IsMeant(text)) return ObjectLocation.TryParse(Uri.UnescapeDataString(text), out var found) ? found : null;
        return text.Contains(":/", StringComparison.Ordinal) || text.StartsWith('/') ? null : location.Under(Uri.UnescapeDataString(text));
    }
}
