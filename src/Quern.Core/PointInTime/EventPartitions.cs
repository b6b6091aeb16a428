namespace Quern.PointInTime;

/// <summary>
/// The events of one view as one thread reads them, each with those of its part of the entities. It remembers which events came in one run of neighbouring rows
/// (<see cref="CollectedEvents"/>).
/// </summary>
public sealed class EventPartitions
{
    private const int ChunkEvents = 4096;

    private readonly EventShape _shape;
    private readonly EntityPartition _partition;
    private readonly List<EventBuffer>?[] _parts;
    private readonly List<Run> _runs = [];
    private readonly int[] _counts;
    private readonly int[] _ends;
    private int[] _ordered = [];

    /// <summary>No events.</summary>
    public EventPartitions(EventShape shape, EntityPartition partition)
    {
        (_shape, _partition) = (shape, partition);
        _parts = new List<EventBuffer>?[partition.Parts];
        _counts = new int[partition.Parts];
        _ends = new int[partition.Parts];
    }

    /// <summary>How many events there are in a part.</summary>
    public int CountOf(int part) => _counts[part];

    /// <summary>Appends the selected rows of a batch.</summary>
    /// <param name="rows">Which rows.</param>
    /// <param name="from">The batch.</param>
    /// <param name="startsRun">Whether the batch does not go on where the one before ended.</param>
    public void Append(ReadOnlySpan<int> rows, in EventRows from, bool startsRun)
    {
        if (rows.IsEmpty) return;
        if (startsRun || _runs.Count == 0) _runs.Add(new(from.Times[rows[0]], [.. _counts]));
        if (_parts.Length == 1)
        {
            AppendTo(0, rows, from);
            return;
        }

        var ordered = Order(rows, from.Entities);
        for (var part = 0; part < _parts.Length; part++)
        {
            var start = part == 0 ? 0 : _ends[part - 1];
            if (_ends[part] > start) AppendTo(part, ordered[start.._ends[part]], from);
        }
    }

    internal int Runs => _runs.Count;

    internal long TimeOf(int run) => _runs[run].Time;

    internal void CopyRun(int run, int part, EventBuffer target)
    {
        var end = run + 1 < _runs.Count ? _runs[run + 1].Starts[part] : _counts[part];
        for (var at = _runs[run].Starts[part]; at < end;)
        {
            var count = Math.Min(end - at, ChunkEvents - (at % ChunkEvents));
            target.Append(_parts[part]![at / ChunkEvents], at % ChunkEvents, count);
            at += count;
        }
    }

    internal void Release(int part) => _parts[part] = null;

    private ReadOnlySpan<int> Order(ReadOnlySpan<int> rows, ReadOnlySpan<int> entities)
    {
        if (_ordered.Length < rows.Length) _ordered = new int[rows.Length];
        Array.Clear(_ends);
        foreach (var row in rows) _ends[_partition.Of(entities[row])]++;
        for (var part = 1; part < _ends.Length; part++) _ends[part] += _ends[part - 1];
        for (var i = rows.Length - 1; i >= 0; i--) _ordered[--_ends[_partition.Of(entities[rows[i]])]] = rows[i];

        // Each end has come down to where its part begins, which is where the part before ends.
        Array.Copy(_ends, 1, _ends, 0, _ends.Length - 1);
        _ends[^1] = rows.Length;
        return _ordered.AsSpan(0, rows.Length);
    }

    private void AppendTo(int part, ReadOnlySpan<int> rows, in EventRows from)
    {
        var chunks = _parts[part] ??= [];
        while (!rows.IsEmpty)
        {
            var used = _counts[part] % ChunkEvents;
            if (used == 0) chunks.Add(new EventBuffer(_shape, ChunkEvents));
            var count = Math.Min(rows.Length, ChunkEvents - used);
            chunks[^1].Append(rows[..count], from);
            _counts[part] += count;
            rows = rows[count..];
        }
    }

    private sealed record Run(long Time, int[] Starts);
}
