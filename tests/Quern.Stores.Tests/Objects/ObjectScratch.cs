using Quern.Definitions;
using Quern.Engine.Objects;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Stores.Files;
using Quern.Stores.Objects;
using Quern.Stores.Sources;
using Quern.Stores.Tests.DuckDb;
using Quern.Time;

namespace Quern.Stores.Tests.Objects;

/// <summary>A bucket that is a folder and counts what is read of it, and a cache.</summary>
internal sealed class ObjectScratch : IDisposable
{
    public const string Bucket = "data-bucket";

    private readonly DuckScratch _duck = new();
    private readonly CountedStore _store;

    public ObjectScratch()
    {
        Directory.CreateDirectory(PathOf(""));
        _store = new(new FolderObjectStore(PathOf(""), Bucket, TimeProvider.System));
        Storage = NewStorage();
    }

    public ObjectStorage Storage { get; }

    public DuckConnection Connection => _duck.Connection;

    /// <summary>Gets or sets what happens before bytes of an object are read, by its key.</summary>
    public Action<string>? Before { get => _store.Before; set => _store.Before = value; }

    public string Folder => _duck.Folder;

    public string Cache => _duck.FilePath("cache");

    /// <summary>How many bytes of objects were read since somebody asked.</summary>
    public long TakeRead() => _store.TakeRead();

    public StoredObject Find(string key) => _store.Find(key, default)!;

    public ObjectStorage NewStorage(long cacheBytes = 1L << 30) => new(_ => _store, Cache, cacheBytes, TimeProvider.System);

    public DuckSourceReader NewReader(ObjectStorage? storage = null) => new(Folder, new DuckResources { Threads = 2 }, storage: storage ?? Storage);

    public string PathOf(string key) => Path.Combine(Folder, Bucket, key);

    public static string LocationOf(string key) => new ObjectLocation(Bucket, key).ToString();

    /// <summary>What lies in the cache, without what is in use.</summary>
    public string[] Cached(string ending = "") => Directory.Exists(Path.Combine(Cache, "objects")) ? Directory.GetFiles(Path.Combine(Cache, "objects"), "*" + ending) : [];

    public long CachedBytes() => Cached().Sum(SparseFile.BytesOnDisk);

    /// <summary>An object with a query's rows; how long it is.</summary>
    public long Parquet(string key, string select, string options = "FORMAT parquet")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);
        _duck.Execute($"SET TimeZone = 'UTC'; COPY ({select}) TO {DuckSql.Literal(PathOf(key))} ({options})");
        return new FileInfo(PathOf(key)).Length;
    }

    /// <summary>An object of a time, a text, a number, and 57 columns more of some numbers that do not get shorter.</summary>
    public long Wide(string key, int rows, int groupRows = 20_000, int seed = 1) => Parquet(
        key,
        $"SELECT make_timestamp(i) AS t, 'c' || (i % 20) AS customer, i % 7 = 0 AS gift, {string.Join(", ", Enumerable.Range(0, 57).Select(k => $"hash(i * 64 + {k} + {seed * 1_000_000_007L})::DOUBLE AS d{k}"))} FROM range({rows}) r(i)",
        $"FORMAT parquet, ROW_GROUP_SIZE {groupRows}");

    /// <summary>Values of rows as texts, with the file and number of each.</summary>
    public static string[] Scan(DuckSourceReader reader, SourceDefinition source, IReadOnlyList<int>? fields = null, Interval? times = null)
    {
        var sink = new Rows();
        reader.Scan(new(source, fields ?? [.. Enumerable.Range(0, source.Schema.Fields.Count)], times, new BadRows(BadRowPolicy.Fail)) { IsNumbered = true }, sink, TestContext.Current.CancellationToken);
        return [.. sink.Found.Order(StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        Storage.Dispose();
        _duck.Dispose();
    }

    private sealed class Rows : IScanSink, IBatchSink
    {
        public List<string> Found { get; } = [];

        public IBatchSink Open() => this;

        public void Take(EventBatch batch)
        {
            int[] fields = [.. Enumerable.Range(0, batch.Schema.Fields.Count).Where(batch.Has)];
            lock (Found)
                for (var row = 0; row < batch.Count; row++)
                    Found.Add($"{Path.GetFileName(batch.File)} {(batch.FirstRow < 0 ? -1 : batch.FirstRow + row):D8} {string.Join(' ', fields.Select(field => batch[field][row]))}");
        }
    }
}
