using Quern.Planning;
using Quern.PointInTime;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>The entities that rows ask for under one list of join keys: their numbers, and the rows sorted by them. Reads with the same join keys share it.</summary>
internal sealed class SpineEntities
{
    private readonly Interval _times;

    private SpineEntities(IReadOnlyList<Column> columns, KeyIndex keys, RowTable rows, Interval times) => (Columns, Keys, Rows, _times) = (columns, keys, rows, times);

    /// <summary>The rows' columns with the parts of the key.</summary>
    public IReadOnlyList<Column> Columns { get; }

    public KeyIndex Keys { get; }

    public RowTable Rows { get; }

    /// <summary>For each read of the service.</summary>
    public static SpineEntities[] Of(HistoryRequest request)
    {
        var (min, max) = Range(request.Times.Values);
        var known = new Dictionary<string, SpineEntities>();
        return [.. request.Service.Reads.Select(read =>
        {
            var name = string.Join('\0', read.JoinKeys);
            if (!known.TryGetValue(name, out var entities)) known[name] = entities = Number(request, read, new(new(min), new(max + 1)));
            return entities;
        })];
    }

    /// <summary>Which event times can change any value of a view for these rows.</summary>
    public Interval Reach(ViewPlan view)
    {
        var (reach, hop) = view switch
        {
            AggregationViewPlan aggregation => (aggregation.Reach, aggregation.View.Hop),
            _ => (((AttributeViewPlan)view).View.Ttl, null),
        };
        if (view is AttributeViewPlan) return new(new(long.MinValue), _times.End);
        if (reach is not { } length) return _times with { Start = new(long.MinValue) };
        var start = _times.Start - length;
        return _times with { Start = hop is { } step ? start.Floor(step) : start };
    }

    private static SpineEntities Number(HistoryRequest request, ViewRead read, Interval times)
    {
        var service = request.Service;
        Column[] columns = [.. read.JoinKeys.Select(key => request.JoinKeys[IndexOf(service, key)])];
        var keys = new KeyIndex(read.View.KeyKinds);
        var entities = new int[request.Times.Count];
        new KeyMapper(keys, add: true).Map(columns, entities);
        return new(columns, keys, new RowTable(entities, request.Times.Values, keys.Count), times);
    }

    private static int IndexOf(ServicePlan service, string key)
    {
        for (var i = 0; i < service.JoinKeys.Count; i++)
            if (service.JoinKeys[i].Name == key)
                return i;
        throw new InvalidOperationException($"The service has no join key '{key}'.");
    }

    private static (long Min, long Max) Range(ReadOnlySpan<long> times)
    {
        var (min, max) = times.IsEmpty ? (0L, 0L) : (times[0], times[0]);
        foreach (var time in times)
        {
            min = Math.Min(min, time);
            max = Math.Max(max, time);
        }

        return (min, max);
    }
}
