using System.Runtime.InteropServices;
using Quern.Definitions;
using Quern.Engine.Events;
using Quern.Engine.Expectations;
using Quern.Engine.Online;
using Quern.Planning;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// What a view makes of events of its stream: which of them count, of which entity they are, and what is kept of each. It is what <see cref="ViewScan"/> does for files, row by row
/// instead of in bulk. For one thread; what it gives is valid until the next <see cref="Set"/>.
/// </summary>
internal sealed class ViewProjection
{
    private readonly ViewPlan _view;
    private readonly KeptColumns _kept;
    private readonly byte[] _prefix;
    private readonly bool _isComputed;
    private readonly Column[] _keys;
    private readonly Column[] _columns;
    private readonly List<byte> _partition = [];
    private readonly List<byte> _tie = [];
    private readonly RowChecker? _checker;
    private Column? _sourceFilter;
    private bool[]? _rejected;
    private Column? _viewFilter;
    private Column? _eventKeys;
    private Int64Column _times = null!;

    public ViewProjection(ViewPlan view)
    {
        _view = view;
        _kept = KeptColumns.Of(view, isStored: true);
        _prefix = Partition.Prefix(view.Definition.Entity.Name);
        _keys = new Column[view.Definition.Keys.Count];
        _columns = new Column[_kept.Kinds.Count];
        _checker = RowChecks.Rejecting(view.Definition.Source)?.Open();
        _isComputed = Expressions(view).Any(expression => expression.DirectField < 0);
    }

    /// <summary>Gets the kinds of what is kept as columns of the view: its arguments or attributes.</summary>
    public IReadOnlyList<ValueKind> Kinds => [.. _kept.Expressions.Select(expression => expression.Kind)];

    /// <summary>Gets the columns of the view, by row of the batch.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Whether what the view makes of a batch must be looked at before it is taken: something is computed, or the events bring something that is not finite.</summary>
    public bool MayBeUnsound(EventBatch batch)
    {
        if (_isComputed) return true;
        foreach (var expression in _kept.Expressions)
            if (!batch[expression.DirectField].AreAllFinite)
                return true;
        return false;
    }

    /// <summary>Takes a batch with all fields.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="failed">Told of each row that passes the filters and of which something cannot be computed, and why.</param>
    /// <exception cref="QuernException">What the source itself says of its rows cannot be computed.</exception>
    public void Set(EventBatch batch, Action<int, string> failed)
    {
        var (definition, source) = (_view.Definition, _view.Definition.Source);
        _times = (Int64Column)source.EventTime.Evaluate(batch);
        _eventKeys = source.EventKey?.Evaluate(batch);
        _sourceFilter = source.Filter?.Evaluate(batch);
        _rejected = _checker?.Take(batch);
        _viewFilter = definition.Filter is null ? null : Evaluate(definition.Filter, Stays);
        for (var i = 0; i < _keys.Length; i++) _keys[i] = Evaluate(definition.Keys[i], PassesFilters);
        for (var i = 0; i < _kept.Expressions.Count; i++) _columns[i] = Evaluate(_kept.Expressions[i], PassesFilters);
        for (var i = 0; i < _kept.Fields.Count; i++) _columns[_kept.Expressions.Count + i] = batch[_kept.Fields[i]];

        Column Evaluate(RowExpression expression, Func<int, bool> counts) => expression.Evaluate(batch, counts, (row, reason) => failed(row, $"{expression.Text}: {reason}"));
    }

    /// <summary>When a row happened.</summary>
    public long Time(int row) => _times.Values[row];

    /// <summary>Whether a row counts: it passes the filters, its key has no null, and what is aggregated of it is finite.</summary>
    public bool Counts(int row)
    {
        if (_times.IsNull(row) || !PassesFilters(row)) return false;
        foreach (var key in _keys)
            if (key.IsNull(row))
                return false;
        return _view.Definition.SkipNonFinite || NotFinite(row) < 0;
    }

    /// <summary>The first argument or attribute of a row that is not a finite number; -1 when all are.</summary>
    public int NotFinite(int row)
    {
        for (var i = 0; i < _kept.Expressions.Count; i++)
            if (!_columns[i].IsFinite(row))
                return i;
        return -1;
    }

    /// <summary>The text of an argument or attribute.</summary>
    public string TextOf(int column) => _kept.Expressions[column].Text;

    /// <summary>The values of a row's key; none is null where the row counts.</summary>
    public Value[] KeyOf(int row) => Array.ConvertAll(_keys, key => key[row]);

    /// <summary>The partition of a row's entity.</summary>
    public ReadOnlySpan<byte> PartitionOf(int row)
    {
        _partition.Clear();
        _partition.AddRange(_prefix);
        foreach (var key in _keys)
        {
            if (key is TextColumn text) RowKey.AppendText(_partition, text.Pool.Utf8(text.Codes[row]));
            else RowKey.AppendBits(_partition, key.Kind, ((Int64Column)key).Values[row]);
        }

        return CollectionsMarshal.AsSpan(_partition);
    }

    /// <summary>What breaks ties between a row and others of its time: event key, then row; empty where the view needs none.</summary>
    public ReadOnlySpan<byte> TieOf(int row)
    {
        _tie.Clear();
        if (_kept.Ties.Count == 0) return default;
        if (_eventKeys is not null) RowEncoding.Append(_tie, _eventKeys, row);
        foreach (var column in _kept.Ties) RowEncoding.Append(_tie, _columns[column], row);
        return CollectionsMarshal.AsSpan(_tie);
    }

    /// <summary>Appends a row to a collection of the view's rows.</summary>
    public void AppendTo(EntityRows rows, int row, long knownAt)
    {
        rows.AddTimes(Time(row), knownAt, TieOf(row));
        for (var i = 0; i < rows.Columns.Count; i++)
        {
            if (_columns[i].IsFinite(row)) rows.Columns[i].AppendFrom(_columns[i], row);
            else rows.Columns[i].AppendNull();
        }
    }

    private IEnumerable<RowExpression> Expressions(ViewPlan view) => view.Definition.Keys.Concat(_kept.Expressions).Concat(view.Definition.Filter is { } filter ? [filter] : []);

    private bool Stays(int row) => SelectedRows.Passes(_sourceFilter, row) && (_rejected is null || !_rejected[row]);

    private bool PassesFilters(int row) => Stays(row) && SelectedRows.Passes(_viewFilter, row);
}
