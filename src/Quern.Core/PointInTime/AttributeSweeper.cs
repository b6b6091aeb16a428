using Quern.Planning;
using Quern.Values;

namespace Quern.PointInTime;

/// <summary>
/// Finds for each row of an entity the latest event of an attribute view: the last in the order (time, known-at, event key, row) that has happened by the instant,
/// both included, and is not older than the view's time to live. One sweeper is for one thread.
/// </summary>
public sealed class AttributeSweeper
{
    private readonly AttributeViewPlan _plan;
    private readonly RowTable _rows;
    private readonly (int Column, ResultWriter Writer)[] _targets;
    private readonly AttributeOutput[] _outputs;
    private readonly bool _asKnown;
    private EventTable _events = new();

    /// <summary>A sweeper for some of a view's features.</summary>
    /// <param name="plan">The view.</param>
    /// <param name="features">Positions of the features to find.</param>
    /// <param name="rows">The rows to find them for.</param>
    /// <param name="outputs">For each feature, where its values go.</param>
    /// <param name="asKnown">Whether each row sees only what was known by then, its own instant included.</param>
    public AttributeSweeper(AttributeViewPlan plan, IReadOnlyList<int> features, RowTable rows, IReadOnlyList<ResultWriter> outputs, bool asKnown)
    {
        (_plan, _rows, _asKnown) = (plan, rows, asKnown);
        _targets = [.. features.Select((feature, output) => (plan.Features[feature].Input, outputs[output]))];
        _outputs = new AttributeOutput[_targets.Length];
    }

    /// <summary>Takes the events to search from now on, whose first columns are the view's attributes.</summary>
    public void Load(EventTable events)
    {
        _events = events;
        for (var i = 0; i < _outputs.Length; i++) _outputs[i] = new(events.Columns[_targets[i].Column], _targets[i].Writer);
    }

    /// <summary>Finds the features for all rows of an entity.</summary>
    public void Run(int entity)
    {
        var (start, end) = _events.Range(entity);
        var times = _events.Times(start, end);
        var rowTimes = _rows.Times(entity);
        var ordinals = _rows.Ordinals(entity);
        var next = 0;
        for (var row = 0; row < rowTimes.Length; row++)
        {
            while (next < times.Length && times[next] <= rowTimes[row]) next++;
            var latest = _asKnown ? LatestKnown(start, end, next, rowTimes[row]) : next - 1;
            if (latest < 0) SetNull(ordinals[row], FeatureStatus.NotFound);
            else if (_plan.View.Ttl is { } ttl && times[latest] < rowTimes[row] - ttl.Microseconds) SetNull(ordinals[row], FeatureStatus.OutsideMaxAge);
            else
                foreach (var output in _outputs)
                    output.Write(ordinals[row], _events.RowOf(start + latest));
        }
    }

    private int LatestKnown(int start, int end, int next, long t)
    {
        var known = _events.Known(start, end);
        var superseded = _events.Superseded(start, end);
        for (var latest = next - 1; latest >= 0; latest--)
            if (known[latest] <= t && (superseded.IsEmpty || superseded[latest] > t))
                return latest;
        return -1;
    }

    private void SetNull(int ordinal, FeatureStatus status)
    {
        foreach (var (_, writer) in _targets) writer.SetNull(ordinal, status);
    }
}
