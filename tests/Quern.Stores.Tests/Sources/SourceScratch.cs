using System.IO.Compression;
using System.Text;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Stores.Tests.DuckDb;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Sources;

/// <summary>A project folder with generated files, and a reader of it.</summary>
internal sealed class SourceScratch : IDisposable
{
    private readonly DuckScratch _duck = new();

    internal SourceScratch(string? folder = null) => Reader = new DuckSourceReader(folder ?? Folder, new DuckResources { Threads = 2 });

    internal DuckSourceReader Reader { get; }

    internal string Folder => _duck.Folder;

    internal List<BadRow> BadRows { get; } = [];

    internal void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            File.WriteAllText(path, text);
            return;
        }

        using var file = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    internal void Parquet(string name, string select, string options = "FORMAT parquet")
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _duck.Execute($"SET TimeZone = 'UTC'; COPY ({select}) TO {DuckSql.Literal(path)} ({options})");
    }

    /// <summary>All rows, in the order of files and places where these are known.</summary>
    internal IReadOnlyList<ScannedRow> Scan(SourceDefinition source, Interval? times = null, IReadOnlyList<int>? fields = null, bool isNumbered = false)
    {
        var sink = new RowSink();
        Scan(source, sink, times, fields, isNumbered);
        return [.. sink.Rows.OrderBy(row => row.File, StringComparer.Ordinal).ThenBy(row => row.Place)];
    }

    /// <summary>Rows go to a sink; bad ones to <see cref="BadRows"/>.</summary>
    internal void Scan(SourceDefinition source, IScanSink sink, Interval? times = null, IReadOnlyList<int>? fields = null, bool isNumbered = false)
    {
        var badRows = new BadRows(BadRowPolicy.Quarantine, BadRows.Add);
        Reader.Scan(new(source, fields ?? [.. Enumerable.Range(0, source.Schema.Fields.Count)], times, badRows) { IsNumbered = isNumbered }, sink, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        Reader.Dispose();
        _duck.Dispose();
    }

    private sealed class RowSink : IScanSink
    {
        private readonly List<Collector> _collectors = [];

        internal IEnumerable<ScannedRow> Rows => _collectors.SelectMany(collector => collector.Rows);

        public IBatchSink Open()
        {
            var collector = new Collector();
            lock (_collectors) _collectors.Add(collector);
            return collector;
        }
    }

    private sealed class Collector : IBatchSink
    {
        internal List<ScannedRow> Rows { get; } = [];

        public void Take(EventBatch batch)
        {
            int[] fields = [.. Enumerable.Range(0, batch.Schema.Fields.Count).Where(batch.Has)];
            for (var row = 0; row < batch.Count; row++)
                Rows.Add(new(batch.File, batch.FirstRow < 0 ? -1 : batch.FirstRow + row, [.. fields.Select(field => batch[field][row])]));
        }
    }
}

/// <summary>A row as a sink sees it.</summary>
internal sealed record ScannedRow(string? File, long Place, Value[] Values);
