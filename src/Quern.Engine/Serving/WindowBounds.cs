using Quern.Engine.Online;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Serving;

/// <summary>
/// The instants at which any window of a read begins or ends, ascending, for one instant asked for. Between two neighbours all events are in the same windows: such a
/// stretch is folded once, and each window is some stretches that follow each other.
/// </summary>
internal sealed class WindowBounds
{
    private readonly AggregationViewPlan _plan;
    private readonly IReadOnlyList<int> _features;
    private readonly long[] _bounds;
    private int _count;

    public WindowBounds(AggregationViewPlan plan, IReadOnlyList<int> features)
    {
        (_plan, _features) = (plan, features);
        _bounds = new long[(2 * features.Count) + 1];
        First = new int[features.Count];
        Last = new int[features.Count];
    }

    /// <summary>Gets how many stretches there are.</summary>
    public int Stretches => _count - 1;

    /// <summary>Gets by feature the first stretch of its window.</summary>
    public int[] First { get; }

    /// <summary>Gets by feature the stretch after the last of its window; the same as the first for an empty window.</summary>
    public int[] Last { get; }

    /// <summary>Gets whether any window reaches back without end.</summary>
    public bool HasLifetime => _bounds[0] == long.MinValue;

    /// <summary>Gets the earliest bound that is an instant.</summary>
    public long Earliest => _count == 0 ? long.MaxValue : HasLifetime ? _bounds[1] : _bounds[0];

    /// <summary>Gets the end of all windows.</summary>
    public long End => _bounds[_count - 1];

    /// <summary>The end of a stretch; of -1, what is before the first, the start of the first.</summary>
    public long EndOf(int stretch) => _bounds[stretch + 1];

    public void Set(Instant t)
    {
        _count = 0;
        foreach (var feature in _features)
        {
            var covered = Retention.Range(_plan, feature).At(t);
            if (covered.IsEmpty) covered = covered with { End = covered.Start };
            Insert(covered.Start.Microseconds);
            Insert(covered.End.Microseconds);
        }

        for (var i = 0; i < _features.Count; i++)
        {
            var covered = Retention.Range(_plan, _features[i]).At(t);
            First[i] = Array.BinarySearch(_bounds, 0, _count, covered.Start.Microseconds);
            Last[i] = covered.IsEmpty ? First[i] : Array.BinarySearch(_bounds, 0, _count, covered.End.Microseconds);
        }
    }

    /// <summary>The stretch that holds an event time, looking from <paramref name="from"/> on; -1 before the first, <see cref="Stretches"/> after the last.</summary>
    public int StretchOf(long time, int from)
    {
        if (time < _bounds[0]) return -1;
        var stretch = Math.Max(0, from);
        while (stretch < Stretches && time >= _bounds[stretch + 1]) stretch++;
        return stretch;
    }

    private void Insert(long bound)
    {
        var place = Array.BinarySearch(_bounds, 0, _count, bound);
        if (place >= 0) return;
        Array.Copy(_bounds, ~place, _bounds, ~place + 1, _count - ~place);
        _bounds[~place] = bound;
        _count++;
    }
}
