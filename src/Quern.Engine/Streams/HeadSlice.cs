using Quern.Engine.Online;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// What the head has of one entity, beside what is in the state: the events to add, and those of the state that other events have replaced. Reused from read to read.
/// </summary>
internal sealed class HeadSlice(IReadOnlyList<ValueKind> kinds)
{
    private readonly EntityRows _all = new(kinds);
    private readonly EntityRows _sorted = new(kinds);
    private readonly EntityRows _replaced = new(kinds);
    private readonly List<long> _operations = [];
    private readonly List<int> _order = [];
    private bool _replaces;

    /// <summary>Gets the events to add: in no order, unless <see cref="Sort"/> was called.</summary>
    public EntityRows Rows { get; private set; } = new(kinds);

    /// <summary>Gets the events to leave out of the state, in order of time; their times and ties count.</summary>
    public EntityRows Replaced => _replaced;

    public bool IsEmpty => _all.Count == 0;

    public void Clear()
    {
        if (_all.Count > 0) _all.Clear();
        if (_replaced.Count > 0) _replaced.Clear();
        _operations.Clear();
        _replaces = false;
    }

    public void Add(EntityRows rows, int row, long operation)
    {
        _all.AddAnywhere(rows, row);
        _operations.Add(operation);
        _replaces |= (operation & 1) == 0;
    }

    /// <summary>Makes <see cref="Rows"/> and <see cref="Replaced"/> from what was added.</summary>
    public void Resolve()
    {
        if (_replaces) Sort();
        else Rows = _all;
    }

    /// <summary>As <see cref="Resolve"/>, with the rows in order of time.</summary>
    public void Sort()
    {
        _order.Clear();
        for (var row = 0; row < _all.Count; row++) _order.Add(row);
        _order.Sort(Compare);
        _sorted.Clear();
        _replaced.Clear();
        Rows = _sorted;
        for (var i = 0; i < _order.Count;)
        {
            var stop = i + 1;
            if (_replaces)
                while (stop < _order.Count && IsSame(_order[i], _order[stop]))
                    stop++;

            // Whatever was done with a row that can be replaced, the last of it counts, and the state's own is left out: it may be there or not.
            if (_replaces && (stop - i > 1 || IsRemoval(_order[i]))) _replaced.Add(_all, _order[i]);
            if (!IsRemoval(_order[stop - 1])) _sorted.Add(_all, _order[stop - 1]);
            i = stop;
        }
    }

    private bool IsRemoval(int row) => (_operations[row] & 1) == 0;

    private bool IsSame(int left, int right) => _all.Times[left] == _all.Times[right] && _all.Tie(left).Span.SequenceEqual(_all.Tie(right).Span);

    private int Compare(int left, int right)
    {
        var order = _all.Times[left].CompareTo(_all.Times[right]);
        if (order == 0) order = _all.Tie(left).Span.SequenceCompareTo(_all.Tie(right).Span);
        return order != 0 ? order : _operations[left].CompareTo(_operations[right]);
    }
}
