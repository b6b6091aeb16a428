using Quern.PointInTime;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Events;

/// <summary>Takes the batches of one thread for one view.</summary>
internal sealed class ViewScanWorker
{
    /// <summary>What a bad row tells of its event time, whoever scans.</summary>
    public const string EventTime = "the event time";
    public const string NoTime = "an event must have a time";
    public const string OutsideOfTime = "it lies outside the years 0001 to 9999";

    private readonly ViewScan _scan;
    private readonly EventPartitions? _events;
    private readonly ScanFaults _faults;
    private readonly KeyMapper _keys;
    private readonly Column[] _keyColumns;
    private readonly Column[] _columns;
    private readonly FiniteCheck _finite;
    private readonly KnownTimes _known;
    private readonly SelectedRows _rows;
    private int[] _entities = [];
    private int[] _selected = [];
    private string? _file;
    private long _nextRow = -1;

    /// <summary>A worker that collects events; where <paramref name="events"/> is null it only looks for bad rows.</summary>
    public ViewScanWorker(ViewScan scan, EventPartitions? events, ScanFaults faults)
    {
        (_scan, _events, _faults) = (scan, events, faults);
        _keys = new KeyMapper(scan.Keys, scan.AddKeys);
        _keyColumns = new Column[scan.View.Definition.Keys.Count];
        _columns = new Column[scan.Shape.Columns.Count];
        (_finite, _known, _rows) = (new FiniteCheck(scan, faults), new KnownTimes(scan, faults), new SelectedRows(faults));
    }

    /// <summary>Takes a batch.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="rejected">By row whether it is rejected, so that it counts nowhere, as one that a filter leaves out; null where none is.</param>
    public void Take(EventBatch batch, bool[]? rejected)
    {
        var definition = _scan.View.Definition;
        var source = definition.Source;
        Reserve(batch.Count);
        var entities = _entities.AsSpan(0, batch.Count);
        _rows.Clear();
        var sourceFilter = source.Filter is null ? null : _rows.Evaluate(source.Filter, batch, _ => true);
        bool Stays(int row) => (rejected is null || !rejected[row]) && SelectedRows.Passes(sourceFilter, row);
        var viewFilter = definition.Filter is null ? null : _rows.Evaluate(definition.Filter, batch, Stays);
        bool Passes(int row) => Stays(row) && SelectedRows.Passes(viewFilter, row);
        for (var i = 0; i < _keyColumns.Length; i++) _keyColumns[i] = _rows.Evaluate(definition.Keys[i], batch, Passes);
        MapKeys(entities);

        var times = (Int64Column)source.EventTime.Evaluate(batch);
        var count = Select(batch, times, sourceFilter, viewFilter, rejected, entities);
        if (count == 0) return;
        bool IsSelected(int row) => Array.BinarySearch(_selected, 0, count, row) >= 0;
        for (var i = 0; i < _scan.Kept.Expressions.Count; i++) _columns[i] = _rows.Evaluate(_scan.Kept.Expressions[i], batch, row => Passes(row) && IsSelected(row));
        var known = _known.Evaluate(batch, _rows, IsSelected);
        var selected = _selected.AsSpan(0, _rows.Check(_selected.AsSpan(0, count)));
        for (var i = 0; i < _scan.Kept.Fields.Count; i++) _columns[_scan.Kept.Expressions.Count + i] = batch[_scan.Kept.Fields[i]];
        selected = selected[.._finite.Check(batch, _columns, selected, rejected)];
        selected = selected[.._known.Check(batch, times, known, selected)];
        if (_events is null) return;
        var rows = new EventRows
        {
            Entities = entities,
            Times = times.Values,
            Known = _known.Of(batch),
            EventKeys = source.EventKey?.Evaluate(batch),
            Columns = _columns,
        };
        _events.Append(selected, rows, StartsRun(batch));
    }

    // Whether the batch does not go on where the one before ended; where nobody knows it does not.
    private bool StartsRun(EventBatch batch)
    {
        var starts = batch.FirstRow < 0 || batch.FirstRow != _nextRow || batch.File != _file;
        (_file, _nextRow) = (batch.File, batch.FirstRow + batch.Count);
        return starts;
    }

    private void MapKeys(Span<int> entities)
    {
        if (!_scan.AddKeys)
        {
            _keys.Map(_keyColumns, entities);
            return;
        }

        lock (_scan.Keys)
        {
            _keys.Map(_keyColumns, entities);
            _scan.Admit(entities);
        }
    }

    // Rows that count, or that may replace one that does; the latter get no entity.
    private int Select(EventBatch batch, Int64Column times, Column? sourceFilter, Column? viewFilter, bool[]? rejected, Span<int> entities)
    {
        var (count, start, end) = (0, _scan.Times.Start.Microseconds, _scan.Times.End.Microseconds);
        var (hasNulls, hasFilter, isKeyed, share, reach) = (times.HasNulls, sourceFilter is not null || viewFilter is not null, _scan.IsKeyed, _scan.Share, _scan.Reach);
        var values = times.Values;
        for (var row = 0; row < entities.Length; row++)
        {
            if (hasNulls && times.IsNull(row))
            {
                _faults.Add(batch, row, EventTime, null, NoTime);
                continue;
            }

            var (entity, time) = (entities[row], values[row]);
            var counts = entity >= 0 && time >= start && time < end && share.Has(entity) && (reach is null || reach.Sees(entity, time));
            if (counts && hasFilter) counts = SelectedRows.Passes(sourceFilter, row) && SelectedRows.Passes(viewFilter, row);
            if (counts && rejected is not null) counts = !rejected[row];
            if (counts && !new Instant(time).IsUsable)
            {
                _faults.Add(batch, row, EventTime, new Instant(time).ToString(), OutsideOfTime);
                continue;
            }

            if (!counts)
            {
                if (!isKeyed) continue;
                entities[row] = KeyMapper.UnknownKey;
            }

            _selected[count++] = row;
        }

        return count;
    }

    private void Reserve(int rows)
    {
        if (_entities.Length >= rows) return;
        _entities = new int[rows];
        _selected = new int[rows];
    }
}
