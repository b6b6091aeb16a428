namespace Quern.PointInTime;

/// <summary>The rows of a spine, sorted: entity by entity, within an entity by the instant asked for. Rows whose key is null are left out.</summary>
public sealed class RowTable
{
    private readonly int[] _starts;
    private readonly int[] _ordinals;
    private readonly long[] _times;

    /// <summary>Sorts rows, given by ordinal: the number of their entity, negative for none, and the instant asked for, in microseconds.</summary>
    public RowTable(ReadOnlySpan<int> entities, ReadOnlySpan<long> times, int entityCount)
    {
        _starts = new int[entityCount + 1];
        foreach (var entity in entities)
            if (entity >= 0)
                _starts[entity + 1]++;
        for (var entity = 0; entity < entityCount; entity++) _starts[entity + 1] += _starts[entity];
        var next = _starts.AsSpan(0, entityCount).ToArray();
        _ordinals = new int[_starts[entityCount]];
        _times = new long[_ordinals.Length];
        for (var row = 0; row < entities.Length; row++)
        {
            if (entities[row] < 0) continue;
            var at = next[entities[row]]++;
            _ordinals[at] = row;
            _times[at] = times[row];
            First = Math.Min(First, times[row]);
        }

        for (var entity = 0; entity < entityCount; entity++) SortByTime(entity);
    }

    /// <summary>How many entities there are, with rows or without.</summary>
    public int Entities => _starts.Length - 1;

    /// <summary>How many rows there are.</summary>
    public int Count => _ordinals.Length;

    /// <summary>The earliest instant that is asked for, in microseconds; <see cref="long.MaxValue"/> without rows.</summary>
    public long First { get; } = long.MaxValue;

    /// <summary>How many rows an entity has.</summary>
    public int CountOf(int entity) => _starts[entity + 1] - _starts[entity];

    /// <summary>The instants asked for an entity, ascending, in microseconds.</summary>
    public ReadOnlySpan<long> Times(int entity) => _times.AsSpan(_starts[entity], CountOf(entity));

    /// <summary>The ordinals in the spine of an entity's rows, in the order of <see cref="Times"/>.</summary>
    public ReadOnlySpan<int> Ordinals(int entity) => _ordinals.AsSpan(_starts[entity], CountOf(entity));

    private void SortByTime(int entity)
    {
        var times = _times.AsSpan(_starts[entity], CountOf(entity));
        for (var i = 1; i < times.Length; i++)
            if (times[i] < times[i - 1])
            {
                times.Sort(_ordinals.AsSpan(_starts[entity], times.Length));
                return;
            }
    }
}
