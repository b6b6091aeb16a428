using Quern.Aggregation;
using Quern.Engine.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>The partial states of one entity, by stretch of <see cref="WindowBounds"/> and aggregate; only what some feature needs.</summary>
internal sealed class StretchStates
{
    private const int MostTexts = 1 << 16;
    private readonly AggregationLayout _layout;
    private readonly WindowBounds _bounds;
    private readonly int[] _aggregates;
    private readonly int _features;
    private readonly AggregateState?[] _states;
    private readonly bool[] _needed;
    private readonly AggregateState?[] _empty;
    private readonly int[] _order;
    private StringPool _texts = new();
    private byte[] _tie = new byte[256];

    public StretchStates(AggregationLayout layout, WindowBounds bounds, IReadOnlyList<int> features)
    {
        (_layout, _bounds, _features) = (layout, bounds, features.Count);
        _aggregates = [.. features.Select(feature => layout.Plan.Features[feature].Input)];
        _states = new AggregateState?[2 * (features.Count + 1) * layout.Aggregates];
        _needed = new bool[_states.Length];
        _empty = new AggregateState?[layout.Aggregates];
        _order = [.. Enumerable.Range(0, features.Count)];
    }

    /// <summary>Works out what is needed for the bounds as they are now, and the order in which windows grow out of each other.</summary>
    public void Prepare()
    {
        Array.Clear(_needed);
        for (var feature = 0; feature < _features; feature++)
            for (var stretch = _bounds.First[feature]; stretch < _bounds.Last[feature]; stretch++)
                _needed[Slot(stretch, _aggregates[feature])] = true;
        Array.Sort(_order, Compare);
    }

    public void Clear()
    {
        Array.Clear(_states);
        if (_texts.Count > MostTexts) _texts = new();
    }

    /// <summary>Takes in a record that lies wholly in one stretch.</summary>
    public void Merge(int stretch, StateRecord record)
    {
        for (var aggregate = 0; aggregate < _layout.Aggregates; aggregate++)
        {
            var slot = Slot(stretch, aggregate);
            if (!_needed[slot]) continue;
            var bytes = record.State(aggregate);
            if (!bytes.IsEmpty) (_states[slot] ??= _layout.NewState(aggregate)).MergeFrom(ref bytes);
        }
    }

    /// <summary>Takes in the rows of a block one by one, each into its stretch.</summary>
    public void Add(StateRecord record, int from, EntityRows? replaced)
    {
        var block = new BlockRows(record.RowBytes(_layout.View), record.Rows, _layout.Kinds);
        var ties = _layout.KeepsTies ? block.Ties() : default;
        for (var row = 0; row < block.Count;)
        {
            var stretch = _bounds.StretchOf(block.Time(row), from);
            if (stretch == _bounds.Stretches) return;
            var end = row + 1;
            var bound = _bounds.EndOf(stretch);
            while (end < block.Count && block.Time(end) < bound) end++;
            if (stretch >= 0) AddRows(block, stretch, row, end, ties, replaced);
            row = end;
        }
    }

    /// <summary>Takes in rows that are not in a block yet, in any order.</summary>
    public void Add(EntityRows rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var stretch = _bounds.StretchOf(rows.Times[row], 0);
            if (stretch < 0 || stretch == _bounds.Stretches) continue;
            for (var aggregate = 0; aggregate < _layout.Aggregates; aggregate++)
            {
                var slot = Slot(stretch, aggregate);
                if (!_needed[slot]) continue;
                var argument = _layout.Plan.Aggregates[aggregate].Argument;
                (_states[slot] ??= _layout.NewState(aggregate)).Add(new(new(rows.Times[row]), rows.Tie(row), argument < 0 ? Value.Null : rows.Columns[argument][row]));
            }
        }
    }

    /// <summary>Writes every feature's value.</summary>
    public void Write(Instant t, int row, in ReadBuffer output)
    {
        AggregateState? grown = null;
        var (aggregate, first, last) = (-1, 0, 0);
        foreach (var feature in _order)
        {
            // Windows that end together grow backwards out of each other.
            if (_aggregates[feature] != aggregate || _bounds.Last[feature] != last)
            {
                grown = null;
                (aggregate, first, last) = (_aggregates[feature], _bounds.Last[feature], _bounds.Last[feature]);
            }

            while (first > _bounds.First[feature])
            {
                if (_states[Slot(--first, aggregate)] is not { } state) continue;
                (grown ??= _layout.NewState(aggregate)).Merge(state);
            }

            var result = (grown ?? (_empty[aggregate] ??= _layout.NewState(aggregate))).Result(t);
            output.Writers[feature].Set(row, result.Value, result.Status);
        }
    }

    private void AddRows(BlockRows block, int stretch, int start, int end, BlockColumn ties, EntityRows? replaced)
    {
        for (var aggregate = 0; aggregate < _layout.Aggregates; aggregate++)
        {
            var slot = Slot(stretch, aggregate);
            if (!_needed[slot]) continue;
            var state = _states[slot] ??= _layout.NewState(aggregate);
            var argument = _layout.Plan.Aggregates[aggregate].Argument;
            var column = argument < 0 ? default : block.Column(argument);
            for (var row = start; row < end; row++)
                if (replaced is null || !IsReplaced(replaced, block.Time(row), ties.Text(row)))
                    state.Add(new(new(block.Time(row)), _layout.KeepsTies ? TieOf(ties, row) : default, argument < 0 ? Value.Null : ValueOf(column, row, _layout.Kinds[argument])));
        }
    }

    private static bool IsReplaced(EntityRows replaced, long time, ReadOnlySpan<byte> tie)
    {
        for (var row = 0; row < replaced.Count; row++)
            if (replaced.Times[row] == time && replaced.Tie(row).Span.SequenceEqual(tie))
                return true;
        return false;
    }

    private Value ValueOf(BlockColumn column, int row, ValueKind kind)
    {
        if (column.IsNull(row)) return Value.Null;
        if (kind == ValueKind.Embedding) return Value.OfBytes(kind, column.Text(row));
        return kind == ValueKind.String ? Value.Of(_texts[_texts.Intern(column.Text(row))]) : Value.OfBits(kind, column.Bits(row));
    }

    // States copy what they keep, so one buffer serves all rows.
    private ReadOnlyMemory<byte> TieOf(BlockColumn ties, int row)
    {
        var tie = ties.Text(row);
        if (tie.Length > _tie.Length) _tie = new byte[tie.Length * 2];
        tie.CopyTo(_tie);
        return _tie.AsMemory(0, tie.Length);
    }

    private int Slot(int stretch, int aggregate) => (stretch * _layout.Aggregates) + aggregate;

    private int Compare(int left, int right)
    {
        var order = _aggregates[left].CompareTo(_aggregates[right]);
        if (order == 0) order = _bounds.Last[left].CompareTo(_bounds.Last[right]);
        return order != 0 ? order : _bounds.First[right].CompareTo(_bounds.First[left]);
    }
}
