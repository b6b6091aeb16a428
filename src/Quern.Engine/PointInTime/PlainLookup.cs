using Quern.Aggregation;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>
/// The plain definition of a lookup for some rows: the key's value by the plain definition, the features of each item by the plain definition, and one value of them after the other
/// brought together. Nothing is shared with the fast path but the reading of sources.
/// </summary>
internal sealed class PlainLookup
{
    private readonly HistoryRequest _request;
    private readonly LookupRead _lookup;
    private readonly int _number;

    // Each row with the value of the key, and the number of each of its items among all.
    private readonly List<(int Row, Value Key, List<int> Items)> _asked = [];
    private readonly Int64Column _times = new(ValueKind.Timestamp);
    private readonly Column _keys;

    /// <summary>One lookup of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="number">Which of its lookups.</param>
    /// <param name="rows">Which of its rows.</param>
    /// <param name="views">The values of its views for those rows.</param>
    public PlainLookup(HistoryRequest request, int number, IReadOnlyList<int> rows, IReadOnlyList<PlainValue> views)
    {
        (_request, _number, _lookup) = (request, number, request.Service.Lookups[number]);
        _keys = Column.Create(_lookup.Items.JoinKeys[0].Kind);
        var keys = views.Where(value => value.Input == _lookup.Key).ToDictionary(value => value.Row, value => value.Result.Value);
        foreach (var row in rows)
            if (keys.TryGetValue(row, out var key))
                _asked.Add((row, key, [.. ItemsOf(key).Select(item => Ask(row, item))]));
    }

    /// <summary>The items as rows of their own.</summary>
    public PlainRows Items(bool explains)
    {
        var items = _request with { Service = _lookup.Items, Times = _times, JoinKeys = [_keys], Requests = [], Checked = [] };
        return new(items, [.. Enumerable.Range(0, _times.Count)], explains);
    }

    /// <summary>The lookup's values from those of its items.</summary>
    public IEnumerable<PlainValue> Compute(IReadOnlyList<PlainValue> items)
    {
        var byItem = items.ToDictionary(item => (item.Row, item.Input));
        foreach (var (row, key, numbers) in _asked)
            for (var position = 0; position < _lookup.Features.Count; position++)
            {
                var input = new OnDemandInput(InputKind.Feature, 0, _lookup.InputOf(position));
                var found = numbers.Select(number => byItem.GetValueOrDefault((number, input))).ToList();
                var result = Of(_lookup.Lookup.Features[_lookup.Features[position]], key, [.. found.Select(item => item?.Result ?? NotFound)]);
                yield return new(new(InputKind.Lookup, _number, position), row, result, [.. found.SelectMany(item => item?.Events ?? [])]);
            }
    }

    private static AggregateResult NotFound => new(Value.Null, FeatureStatus.NotFound);

    private static IEnumerable<Value> ItemsOf(Value key) => key.IsNull ? [] : key.Type.Shape == DataShape.List ? key.AsList() : [key];

    private AggregateResult Of(LookupFeaturePlan feature, Value key, AggregateResult[] items)
    {
        if (key.IsNull) return NotFound;
        if (!_lookup.Lookup.IsList) return items[0];
        if (feature.Aggregate is not { } aggregate) return AggregateResult.Of(Value.NullableList(feature.Type.Kind, [.. items.Select(item => item.Value)]));
        var state = aggregate.NewState();
        foreach (var item in items.Reverse()) state.Add(new AggregateInput(default, default, item.Value));
        return state.Result(default);
    }

    private int Ask(int row, Value key)
    {
        _times.Append(_request.Times.Values[row]);
        if (_keys is TextColumn texts) texts.Append(System.Text.Encoding.UTF8.GetBytes(key.AsText()));
        else ((Int64Column)_keys).Append(key.Bits);
        return _times.Count - 1;
    }
}
