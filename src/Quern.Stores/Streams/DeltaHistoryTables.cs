using Quern.Engine.Streams;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Sources;

namespace Quern.Stores.Streams;

/// <summary>The tables of streams as Delta tables. The number of the next event is the version of the commit's own transaction.</summary>
/// <param name="tables">Where they are, each under the stream's name.</param>
/// <param name="clock">Says when files and commits are written.</param>
/// <param name="resources">What writing may use; null for all of the machine.</param>
public sealed class DeltaHistoryTables(TablePlace tables, TimeProvider clock, DuckResources? resources = null) : IHistoryTables
{
    private const int MostSmallFiles = 16;
    private const long SmallBytes = 8 << 20;

    private readonly Dictionary<string, (DeltaTable Table, RowSchema Schema)> _tables = [];

    /// <inheritdoc/>
    public string Name => tables.ToString();

    /// <summary>Where a stream's table lies in a folder of tables.</summary>
    public static string TableOf(string folder, string stream) => Path.Combine(folder, stream);

    /// <summary>How many of a stream's events its table has.</summary>
    public static long NextOf(DeltaSnapshot snapshot, string stream) => snapshot.TransactionVersion(AppId(stream)) ?? 0;

    /// <inheritdoc/>
    public long NextOf(string stream)
    {
        var path = tables.Under(stream);
        if (!DeltaTable.Exists(path)) return 0;
        using var table = DeltaTable.Open(path, clock, null, resources);
        return NextOf(table.Snapshot(), stream);
    }

    /// <inheritdoc/>
    public bool Append(string stream, EventBatch events, long next, CancellationToken cancellation = default)
    {
        using var appender = TableFor(stream, events.Schema).BeginAppend();
        appender.Add(events, cancellation);
        return appender.Commit(new(AppId(stream), next), cancellation).IsNew;
    }

    /// <inheritdoc/>
    /// <remarks>A commit a minute would be half a million files a year.</remarks>
    public void Tidy(string stream, CancellationToken cancellation = default)
    {
        if (!_tables.TryGetValue(stream, out var open) || open.Table.Snapshot().Files.Values.Count(file => file.Size < SmallBytes) < MostSmallFiles) return;
        open.Table.Compact(cancellation);
        open.Table.Vacuum();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (table, _) in _tables.Values) table.Dispose();
        _tables.Clear();
    }

    private static string AppId(string stream) => $"quern stream {stream}";

    // A record that has changed since adds columns.
    private DeltaTable TableFor(string stream, RowSchema schema)
    {
        if (_tables.TryGetValue(stream, out var open))
        {
            if (open.Schema.Fields.SequenceEqual(schema.Fields)) return open.Table;
            _tables.Remove(stream);
            open.Table.Dispose();
        }

        var definition = new DeltaTableDefinition(schema) { Description = $"What came to the stream {stream} of Quern, in the order of {StreamExport.Sequence}" };
        var table = DeltaTable.OpenOrCreate(tables.Under(stream), definition, clock, null, resources);
        _tables[stream] = (table, schema);
        return table;
    }
}
