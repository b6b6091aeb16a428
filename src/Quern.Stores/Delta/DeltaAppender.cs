using System.Globalization;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Delta;

/// <summary>
/// Appends rows to a table: they are there with <see cref="Commit"/>, all at once. Rows are gathered in memory and written to a file for each day, or one without days, whenever there are many.
/// Not safe for use from several threads; a table may have many appenders.
/// </summary>
public sealed class DeltaAppender : IDisposable
{
    private const int MostRows = 1 << 19;
    private const long NoDay = long.MinValue;

    private readonly DeltaTable _table;
    private readonly DeltaTableDefinition _definition;
    private readonly List<AddFile> _files = [];
    private EventBatch _rows;
    private bool _isDone;

    internal DeltaAppender(DeltaTable table, DeltaTableDefinition definition) => (_table, _definition, _rows) = (table, definition, NewRows(definition));

    /// <summary>Gets how many rows were added.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds the rows of a batch, which may be used again afterwards. A field that it does not have is null.</summary>
    /// <exception cref="ArgumentException">The batch is of other rows than the table.</exception>
    /// <exception cref="QuernException">The rows cannot be written.</exception>
    public void Add(EventBatch batch, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDone, this);
        if (!batch.Schema.Fields.SequenceEqual(_definition.Schema.Fields)) throw new ArgumentException($"The batch has rows of {batch.Schema.Name}, the table of {_definition.Schema.Name}.", nameof(batch));
        for (var field = 0; field < _definition.Schema.Fields.Count; field++)
            if (batch.Has(field)) _rows[field].AppendRows(batch[field], 0, batch.Count);
            else
                for (var row = 0; row < batch.Count; row++) _rows[field].AppendNull();
        _rows.Count += batch.Count;
        Rows += batch.Count;
        if (_rows.Count >= MostRows) WriteFiles(cancellation);
    }

    /// <summary>Makes the rows part of the table, and ends the appender.</summary>
    /// <param name="transaction">How far the writer is with these rows; a transaction that the table has already is not written again. Null for rows that nobody will write again.</param>
    /// <param name="cancellation">Ends the writing, not the commit.</param>
    /// <exception cref="QuernException">The rows cannot be written, or the table has changed so that it cannot take them. Nothing of them is in the table.</exception>
    public DeltaCommit Commit(DeltaTransaction? transaction = null, CancellationToken cancellation = default) => CommitAll(transaction is { } one ? [one] : [], cancellation);

    /// <summary>Makes the rows part of the table, and ends the appender.</summary>
    /// <param name="transactions">How far each of those is whose rows they are. Where one of them is overtaken, nothing of any is written.</param>
    /// <param name="cancellation">Ends the writing, not the commit.</param>
    /// <exception cref="QuernException">The rows cannot be written, or the table has changed so that it cannot take them. Nothing of them is in the table.</exception>
    public DeltaCommit CommitAll(IReadOnlyList<DeltaTransaction> transactions, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDone, this);
        var change = new LogChange("WRITE") { Transactions = transactions, Columns = _definition.Columns, PartitionColumns = _definition.DateColumn is { } date ? [date] : [] };
        if (!_table.HasOvertaken(change)) WriteFiles(cancellation);
        // From here on the files are the commit's: whether it is there is not known when it fails half-way.
        _isDone = true;
        return _table.Commit(change with { Adds = _files });
    }

    /// <summary>Removes what was written and not committed.</summary>
    public void Dispose()
    {
        if (!_isDone) _table.Discard(_files);
        _isDone = true;
    }

    private static EventBatch NewRows(DeltaTableDefinition definition) => new(definition.Schema);

    private void WriteFiles(CancellationToken cancellation)
    {
        if (_rows.Count == 0) return;
        var (order, days) = Order();
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && (days.Length == 0 || days[end] == days[start])) end++;
            _files.Add(_table.WriteRows(_rows, order.AsMemory(start, end - start), days.Length == 0 ? null : DayText(days[start]), cancellation));
            start = end;
        }

        _rows = NewRows(_definition);
    }

    // Rows by time, those of one time as they came; and the day of each, where the table has days.
    private (int[] Order, long[] Days) Order()
    {
        int[] order = [.. Enumerable.Range(0, _rows.Count)];
        if (_definition.TimeField < 0) return (order, []);
        var column = (Int64Column)_rows[_definition.TimeField];
        var times = new long[order.Length];
        for (var row = 0; row < times.Length; row++) times[row] = column.IsNull(row) ? NoDay : column.Values[row];
        Array.Sort(order, (left, right) => times[left].CompareTo(times[right]) is var byTime && byTime != 0 ? byTime : left.CompareTo(right));
        return (order, _definition.DateColumn is null ? [] : Array.ConvertAll(order, row => DayOf(times[row])));
    }

    private static long DayOf(long time) => time == NoDay ? NoDay : new Instant(time).Floor(new Duration(86_400 * Instant.PerSecond)).Microseconds;

    private static string? DayText(long day) => day == NoDay ? null : new Instant(day).ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
