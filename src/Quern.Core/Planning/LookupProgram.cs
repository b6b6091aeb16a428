using Quern.Aggregation;
using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Planning;

/// <summary>
/// Brings the features of looked-up items back to the rows that asked for them. The items of all rows lie one after the other: those of row i from <c>starts[i]</c> to <c>starts[i + 1]</c>. A row
/// with a single key has one, also where the key is null, since a null key has values too: nulls. A row without a list of keys has none, and its features are null, not found. Safe for
/// several threads over different rows.
/// </summary>
public sealed class LookupProgram
{
    private readonly LookupFeaturePlan[] _features;
    private readonly int[] _inputs;
    private readonly bool _isList;

    /// <summary>Prepares the features of a lookup as a service reads it.</summary>
    public LookupProgram(LookupRead read)
    {
        _isList = read.Lookup.IsList;
        _features = [.. read.Features.Select(feature => read.Lookup.Features[feature])];
        _inputs = [.. read.Features.Select((_, position) => read.InputOf(position))];
    }

    /// <summary>How many items a row has.</summary>
    /// <param name="keys">The feature that has the keys.</param>
    /// <param name="row">The row.</param>
    public int CountOf(ResultColumn keys, int row) => _isList ? new LookupKeys(keys, row).Count : 1;

    /// <summary>Writes rows <paramref name="start"/> to <paramref name="end"/>, excluded.</summary>
    /// <param name="keys">The feature that has the keys, by row.</param>
    /// <param name="starts">Where each row's items begin, and after the last row where they end; the first is of row <paramref name="start"/>.</param>
    /// <param name="items">The values of each feature that <see cref="LookupRead.Items"/> reads, by item.</param>
    /// <param name="outputs">Where the values of each of the lookup's features go, by row.</param>
    /// <param name="start">The first row.</param>
    /// <param name="end">The row after the last.</param>
    public void Run(ResultColumn keys, ReadOnlySpan<int> starts, IReadOnlyList<ResultColumn> items, IReadOnlyList<ResultWriter> outputs, int start, int end)
    {
        var list = new EncodedItems();
        for (var i = 0; i < _features.Length; i++)
        {
            var (values, output) = (items[_inputs[i]], outputs[i]);
            for (var row = start; row < end; row++)
            {
                var (first, last) = (starts[row - start], starts[row - start + 1]);
                if (!_isList) Copy(values, first, row, output);
                else if (keys.StatusOf(row) != FeatureStatus.Present) output.SetNull(row, FeatureStatus.NotFound);
                else if (_features[i].Aggregate is { } aggregate) Aggregate(aggregate, values, first, last, row, output);
                else List(values, first, last, row, output, list);
            }
        }
    }

    private static void Copy(ResultColumn values, int item, int row, ResultWriter output)
    {
        if (values.StatusOf(item) is not FeatureStatus.Present and var status) output.SetNull(row, status);
        else if (values.Type.IsFixedWidth) output.SetBits(row, values.Slots[item]);
        else output.SetEncoded(row, values.Encoded(item));
    }

    // The items have no order in time; none of these aggregates asks for one.
    private static void Aggregate(Aggregate aggregate, ResultColumn values, int first, int last, int row, ResultWriter output)
    {
        var state = aggregate.NewState();
        for (var item = first; item < last; item++) state.Add(new AggregateInput(default, default, values[item]));
        var (value, status) = state.Result(default);
        output.Set(row, value, status);
    }

    private static void List(ResultColumn values, int first, int last, int row, ResultWriter output, EncodedItems list)
    {
        for (var item = first; item < last; item++)
        {
            var isThere = values.StatusOf(item) == FeatureStatus.Present;
            list.AppendIsThere(isThere);
            if (!isThere) continue;
            if (values.Type.IsFixedWidth) list.AppendBits(values.Slots[item]);
            else list.AppendText(values.Encoded(item));
        }

        list.Flush(row, output);
    }
}
