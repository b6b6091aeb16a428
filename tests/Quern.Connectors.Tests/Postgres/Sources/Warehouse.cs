using Quern.Connectors.Postgres;
using Quern.Connectors.Postgres.Sources;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Time;

namespace Quern.Connectors.Tests.Postgres.Sources;

/// <summary>A database with a reader of it.</summary>
internal sealed class Warehouse : IDisposable
{
    private readonly TestDatabase _database;

    public Warehouse(PostgresCluster cluster, int threads = 2)
    {
        _database = cluster.NewDatabase();
        Reader = NewReader(_database.Connection, threads);
    }

    public PostgresSourceReader Reader { get; private set; }

    public TestDatabase Database => _database;

    public List<BadRow> BadRows { get; } = [];

    public static PostgresSourceReader NewReader(string connection, int threads = 2) =>
        new(new Dictionary<string, PostgresConnection> { ["warehouse"] = new(connection, "connections.warehouse.postgres") }, threads);

    /// <summary>The one source of a repository.</summary>
    public static SourceDefinition SourceOf(FeatureRepository repository) => RepositoryReader.Read(repository).Definition.Sources.Single();

    /// <summary>A reader that sees what has been written since.</summary>
    public void Renew()
    {
        Reader.Dispose();
        Reader = NewReader(_database.Connection);
    }

    /// <summary>All rows as the texts of their values, by those texts.</summary>
    public string[] Scan(SourceDefinition source, Interval? times = null, IReadOnlyList<int>? fields = null, CancellationToken? stop = null, IReadOnlyList<WantedKeys>? keys = null) =>
        Scan(Reader, source, times, fields, BadRows, stop, keys);

    public static string[] Scan(ISourceReader reader, SourceDefinition source, Interval? times, IReadOnlyList<int>? fields, List<BadRow> badRows, CancellationToken? stop = null, IReadOnlyList<WantedKeys>? keys = null)
    {
        var sink = new RowTexts();
        reader.Scan(new(source, fields ?? [.. Enumerable.Range(0, source.Schema.Fields.Count)], times, new(BadRowPolicy.Quarantine, badRows.Add)) { Keys = keys }, sink, stop ?? TestContext.Current.CancellationToken);
        return [.. sink.Rows.Order(StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        Reader.Dispose();
        _database.Dispose();
    }

    private sealed class RowTexts : IScanSink
    {
        private readonly List<Texts> _all = [];

        public IEnumerable<string> Rows => _all.SelectMany(texts => texts.Rows);

        public IBatchSink Open()
        {
            var texts = new Texts();
            lock (_all) _all.Add(texts);
            return texts;
        }

        private sealed class Texts : IBatchSink
        {
            public List<string> Rows { get; } = [];

            public void Take(EventBatch batch)
            {
                int[] fields = [.. Enumerable.Range(0, batch.Schema.Fields.Count).Where(batch.Has)];
                for (var row = 0; row < batch.Count; row++) Rows.Add(string.Join('|', fields.Select(field => batch[field][row] is { IsNull: false } value ? $"{value}" : "null")));
            }
        }
    }
}
