using System.Globalization;
using Quern.Engine.Streams;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Stores.Streams;

/// <summary>The tables of streams as Delta tables. The number of a log's next event is the version of that log's own transaction, in the commit that has the events before it.</summary>
/// <param name="tables">Where they are, each under the stream's name.</param>
/// <param name="clock">Says when files and commits are written.</param>
/// <param name="resources">What writing may use; null for all of the machine.</param>
public sealed class DeltaHistoryTables(TablePlace tables, TimeProvider clock, DuckResources? resources = null) : IHistoryTables
{
    private const int MostSmallFiles = 16;
    private const long SmallBytes = 8 << 20;

    // Without a schema where nothing was appended yet.
    private readonly Dictionary<string, (DeltaTable Table, RowSchema? Schema)> _tables = [];

    /// <inheritdoc/>
    public string Name => tables.ToString();

    /// <summary>Where a stream's table lies in a folder of tables.</summary>
    public static string TableOf(string folder, string stream) => Path.Combine(folder, stream);

    /// <summary>How many events of a stream with one log its table has.</summary>
    public static long NextOf(DeltaSnapshot snapshot, string stream) => EndsOf(snapshot, stream).Whole;

    /// <summary>How far a stream's table is.</summary>
    public static HistoryEnds EndsOf(DeltaSnapshot snapshot, string stream) => new(
        snapshot.TransactionVersion(AppId(stream, null)) ?? 0,
        snapshot.Transactions.Values.Select(transaction => (Part: PartOf(transaction.AppId, stream), transaction.Version)).Where(each => each.Part is not null).ToDictionary(each => each.Part!.Value, each => each.Version));

    /// <inheritdoc/>
    public HistoryEnds Ends(string stream) => Find(stream) is { } table ? EndsOf(table.Snapshot(), stream) : HistoryEnds.None;

    /// <inheritdoc/>
    public bool Append(string stream, IReadOnlyList<HistoryRun> runs, CancellationToken cancellation = default)
    {
        using var appender = TableFor(stream, runs[0].Events.Schema).BeginAppend();
        foreach (var run in runs) appender.Add(run.Events, cancellation);
        return appender.CommitAll([.. runs.Select(run => new DeltaTransaction(AppId(stream, run.Part), run.Next) { From = run.From })], cancellation).IsNew;
    }

    /// <inheritdoc/>
    /// <remarks>A commit a minute would be half a million files a year.</remarks>
    public void Tidy(string stream, CancellationToken cancellation = default)
    {
        if (Find(stream) is not { } table || table.Snapshot().Files.Values.Count(file => file.Size < SmallBytes) < MostSmallFiles) return;
        table.Compact(cancellation);
        table.Vacuum();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (table, _) in _tables.Values) table.Dispose();
        _tables.Clear();
    }

    // A part's log is told from another one that the part had before by when it began.
    private static string AppId(string stream, HistoryPart? part) =>
        part is { } own ? string.Create(CultureInfo.InvariantCulture, $"{PartsOf(stream)}{own.Number} since {own.Began.Microseconds}") : $"quern stream {stream}";

    private static string PartsOf(string stream) => $"quern stream {stream} part ";

    private static HistoryPart? PartOf(string appId, string stream) =>
        appId.StartsWith(PartsOf(stream), StringComparison.Ordinal)
        && appId[PartsOf(stream).Length..].Split(" since ") is [var number, var began]
        && int.TryParse(number, CultureInfo.InvariantCulture, out var part)
        && long.TryParse(began, CultureInfo.InvariantCulture, out var microseconds)
            ? new(part, new Instant(microseconds))
            : null;

    // The table as it is; null where there is none yet.
    private DeltaTable? Find(string stream)
    {
        if (_tables.TryGetValue(stream, out var open)) return open.Table;
        var path = tables.Under(stream);
        if (!DeltaTable.Exists(path)) return null;
        var table = DeltaTable.Open(path, clock, null, resources);
        _tables[stream] = (table, null);
        return table;
    }

    // A record that has changed since adds columns.
    private DeltaTable TableFor(string stream, RowSchema schema)
    {
        if (_tables.TryGetValue(stream, out var open))
        {
            if (open.Schema is { } same && same.Fields.SequenceEqual(schema.Fields)) return open.Table;
            _tables.Remove(stream);
            open.Table.Dispose();
        }

        var definition = new DeltaTableDefinition(schema) { Description = $"What came to the stream {stream} of Quern, in the order of {StreamExport.Sequence}" };
        var table = DeltaTable.OpenOrCreate(tables.Under(stream), definition, clock, null, resources);
        _tables[stream] = (table, schema);
        return table;
    }
}
