using Quern.Engine.Streams;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Sources;

namespace Quern.Stores.Streams;

/// <summary>
/// Keeps, for each stream, a Delta table with all that it has had, which other tools may read while it is written. The number of the next event is the version of the commit's own
/// transaction, so each event is in the table exactly once, however often a writer dies. For whoever takes the streams' events, of whom there is one at a time; not for several threads.
/// </summary>
/// <param name="log">The log of the streams.</param>
/// <param name="tables">Where the streams' tables are, each under the stream's name.</param>
/// <param name="clock">Says when files and commits are written.</param>
/// <param name="resources">What writing may use; null for all of the machine.</param>
public sealed class StreamHistory(StreamLog log, TablePlace tables, TimeProvider clock, DuckResources? resources = null) : IDisposable
{
    private const int RowsPerCommit = 1 << 18;
    private const int MostSmallFiles = 16;
    private const long SmallBytes = 8 << 20;

    private readonly Dictionary<string, (DeltaTable Table, RowSchema Schema)> _tables = [];
    private readonly Dictionary<string, long> _positions = [];

    /// <summary>Keeps them in a folder.</summary>
    /// <param name="log">The log of the streams.</param>
    /// <param name="folder">The folder that holds a folder for each stream's table.</param>
    /// <param name="clock">Says when files and commits are written.</param>
    /// <param name="resources">What writing may use; null for all of the machine.</param>
    public StreamHistory(StreamLog log, string folder, TimeProvider clock, DuckResources? resources = null)
        : this(log, TablePlace.Of(folder), clock, resources)
    {
    }

    /// <summary>Where a stream's table lies in a folder of tables.</summary>
    public static string TableOf(string folder, string stream) => Path.Combine(folder, stream);

    /// <summary>How many of a stream's events its table has.</summary>
    public static long PositionOf(DeltaSnapshot snapshot, string stream) => snapshot.TransactionVersion(AppId(stream)) ?? 0;

    /// <summary>Appends what has come to a stream since the last time, and puts small files together when there are many.</summary>
    /// <returns>How many events were appended.</returns>
    /// <exception cref="QuernException">The log cannot be read or the table not written; what was committed before stays.</exception>
    public long Write(string stream, CancellationToken cancellation = default)
    {
        var end = log.End(stream);
        // Of a stream that rests the table need not be looked at again; after a failure it must be, for nobody knows whether the commit is there.
        if (!_positions.Remove(stream, out var next)) next = Position(stream);
        // A log that was restored to earlier: what comes now would be left out, for the table has other events of these numbers.
        if (next > end) throw new QuernException(Ahead(stream, next, end));
        var written = 0L;
        var export = new StreamExport(log, stream);
        while (next < end && export.Read(next, RowsPerCommit) is { } events)
        {
            cancellation.ThrowIfCancellationRequested();
            next += events.Count;
            using var appender = TableFor(stream, events.Schema).BeginAppend();
            appender.Add(events, cancellation);
            if (appender.Commit(new(AppId(stream), next), cancellation).IsNew) written += events.Count;
        }

        _positions[stream] = next;
        if (written > 0) Tidy(stream, cancellation);
        return written;
    }

    /// <summary>Closes the tables.</summary>
    public void Dispose()
    {
        foreach (var (table, _) in _tables.Values) table.Dispose();
        _tables.Clear();
    }

    private Finding Ahead(string stream, long position, long end) => new(
        "QRN6813", $"the table of stream '{stream}' in '{tables}' has {position} events, the log {end}", "The table was written from another log, or the log was restored to an earlier state. Nothing more is written into it.",
        "Remove the table, and the server makes it again from the log; or name another place for tables, one for each project.");

    private static string AppId(string stream) => $"quern stream {stream}";

    private long Position(string stream)
    {
        var path = tables.Under(stream);
        if (!DeltaTable.Exists(path)) return 0;
        using var table = DeltaTable.Open(path, clock, null, resources);
        return PositionOf(table.Snapshot(), stream);
    }

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

    // A commit a minute would be half a million files a year.
    private void Tidy(string stream, CancellationToken cancellation)
    {
        var table = _tables[stream].Table;
        if (table.Snapshot().Files.Values.Count(file => file.Size < SmallBytes) < MostSmallFiles) return;
        table.Compact(cancellation);
        table.Vacuum();
    }
}
