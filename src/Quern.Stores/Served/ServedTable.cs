using Quern.Engine.Served;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Sources;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Served;

/// <summary>The table of one service, open for rows of one shape.</summary>
internal sealed class ServedTable : IDisposable
{
    private const int MostSmallFiles = 16;
    private const long SmallBytes = 8 << 20;

    // Values of a row group: it is gathered in memory, of which there is little beside reads.
    private const int GroupValues = 1 << 21;

    private readonly DeltaTableDefinition _definition;
    private readonly DeltaTable _table;
    private readonly ServedFeed _feed;
    private int _mostSmallFiles = MostSmallFiles;

    private ServedTable(ServedShape shape, DeltaTableDefinition definition, DeltaTable table)
    {
        (Shape, _definition, _table, _feed) = (shape, definition, table, new(definition, shape));
        _table.Register(_feed);
    }

    public ServedShape Shape { get; }

    /// <summary>Opens the table, which is made where there is none, and gets columns that it lacks.</summary>
    public static ServedTable Open(string folder, ServedShape shape, TimeProvider clock, DuckResources? resources)
    {
        var there = Columns(folder, clock, resources);
        var definition = Definition(shape, ServedColumns.Of(shape, there));
        return new(shape, definition, DeltaTable.OpenOrCreate(folder, definition, clock, Options(definition), resources));
    }

    /// <summary>Appends rows, once for each number of a writer.</summary>
    public void Append(ServedBatch batch, DeltaTransaction transaction)
    {
        var change = new LogChange("WRITE") { Transactions = [transaction], Columns = _definition.Columns };
        if (_table.HasOvertaken(change)) return;
        _feed.Show(batch);
        try
        {
            _table.Commit(change with { Adds = [_table.WriteFeed(_feed, CancellationToken.None)] });
        }
        finally
        {
            _feed.Show(null);
        }
    }

    /// <summary>Puts small files together when there are many: a commit every few seconds would be six million files a year. Where it fails, it is tried again when there are twice as many.</summary>
    public void Tidy()
    {
        if (_table.Snapshot().Files.Values.Count(file => file.Size < SmallBytes) < _mostSmallFiles) return;
        _mostSmallFiles *= 2;
        _table.Compact();
        _table.Vacuum();
        _mostSmallFiles = MostSmallFiles;
    }

    public void Dispose() => _table.Dispose();

    // Files stay as long as a manifest may name a version that is to be read again.
    private static DeltaOptions Options(DeltaTableDefinition definition) => new()
    {
        FileRetention = new(30 * 86_400 * Instant.PerSecond),
        RowGroupRows = Math.Clamp(GroupValues / definition.Columns.Count / 2048, 1, 60) * 2048,
    };

    private static IReadOnlyList<DeltaColumn> Columns(string folder, TimeProvider clock, DuckResources? resources)
    {
        if (!DeltaTable.Exists(folder)) return [];
        using var table = DeltaTable.Open(folder, clock, null, resources);
        return table.Snapshot().Columns;
    }

    private static DeltaTableDefinition Definition(ServedShape shape, ServedColumns columns) =>
        new(new RowSchema(shape.Service,
        [
            Text(ServedColumns.RequestId), new(ServedColumns.Row, ServedColumns.Row, ValueKind.Int32, true),
            new(ServedColumns.At, ServedColumns.At, ValueKind.Timestamp, true), Text(ServedColumns.Version), Text(ServedColumns.Code),
            .. columns.Inputs.Select((column, i) => new Field(column.Name, column.Name, shape.Inputs[i].Kind, true)),
            .. columns.EventTimes.Concat(columns.OnlineTo).Select(column => new Field(column.Name, column.Name, ValueKind.Timestamp, true)),
        ]))
        {
            Further = [.. columns.Outputs.SelectMany(output => new[] { output.Value, output.Status })],
            Description = $"What Quern served of {shape.Service}: requests, values and statuses as they were answered",
        };

    private static Field Text(string name) => new(name, name, ValueKind.String, true);
}
