using Quern.Values;

namespace Quern.Aggregation.Sliding;

/// <summary>How often each value occurs inside a window, and which values occur, in the order of the values.</summary>
internal sealed class SlidingCounts(ValueKind kind)
{
    private readonly DistinctValues _values = new(kind);
    private readonly IndexSet _inside = new();
    private int[] _counts = [];

    /// <summary>How many distinct values are inside.</summary>
    public int Distinct { get; private set; }

    /// <summary>The code of the least value inside, or -1.</summary>
    public int First => _inside.Min;

    /// <summary>The code of the next value inside, or -1.</summary>
    public int After(int code) => _inside.Successor(code);

    /// <summary>How often a value occurs inside.</summary>
    public int CountOf(int code) => _counts[code];

    /// <summary>Takes the values of an entity's events; none is inside.</summary>
    public void Load(in SweepArgument argument, int events)
    {
        _values.LoadSorted(argument, events);
        _inside.Reset(_values.Count);
        if (_counts.Length < _values.Count) _counts = new int[Math.Max(_values.Count, _counts.Length * 2)];
        else Array.Clear(_counts, 0, _values.Count);
        Distinct = 0;
    }

    public void Enter(int @event)
    {
        var code = _values.Codes[@event];
        if (code < 0 || _counts[code]++ > 0) return;
        Distinct++;
        _inside.Add(code);
    }

    public void Leave(int @event)
    {
        var code = _values.Codes[@event];
        if (code < 0 || --_counts[code] > 0) return;
        Distinct--;
        _inside.Remove(code);
    }

    /// <summary>Appends a value and its count.</summary>
    public void Append(int code, EncodedItems items)
    {
        _values.Append(code, items);
        items.AppendFrequency(_counts[code]);
    }
}
