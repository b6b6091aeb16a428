using Quern.Engine.Online;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>
/// Reads one lookup of a service, once the views are read: the items that the rows name are rows of a batch of their own, read at the same instant from the same snapshot. For one
/// thread; it keeps its memory.
/// </summary>
internal sealed class LookupReader
{
    private readonly LookupRead _lookup;
    private readonly LookupProgram _program;
    private readonly VectorKeys _keys;
    private readonly VectorBatch _items;
    private int[] _starts = [0];

    public LookupReader(LookupRead lookup, StreamHeads? heads)
    {
        (_lookup, _program, Views) = (lookup, new(lookup), new(lookup.Items, heads));
        (_keys, _items) = (new(lookup.Items), new(lookup.Items));
    }

    /// <summary>Gets what reads the view that is looked up; it is the only one.</summary>
    public ViewStateReaders Views { get; }

    /// <summary>Reads the features of all rows at one instant.</summary>
    /// <param name="snapshot">Where the state is.</param>
    /// <param name="holder">What holds on to it.</param>
    /// <param name="t">The instant.</param>
    /// <param name="batch">The batch, its views read.</param>
    /// <param name="number">Which of the service's lookups this is.</param>
    public void Read(IOnlineSnapshot snapshot, SnapshotHolder holder, Instant t, VectorBatch batch, int number)
    {
        var keys = batch.Reads[_lookup.Key.Read][_lookup.Key.Index];
        SetKeys(keys, batch.Rows);
        _items.Prepare(_keys.Rows);
        holder.Continue(Views, _keys);
        Views.Read(snapshot, _keys, t, _items);
        _program.Run(keys, _starts, _items.Reads[0], batch.LookupWriters(number), 0, batch.Rows);
        for (var row = 0; row < batch.Rows; row++)
        {
            batch.LookupOutcomes[number][row] = Outcome(row);
            batch.LookupEventTimes[number][row] = !_lookup.Lookup.IsList ? _items.EventTimes[0][row] : keys.StatusOf(row) == FeatureStatus.Present ? t.Microseconds : 0;
        }
    }

    private void SetKeys(ResultColumn keys, int rows)
    {
        if (_starts.Length <= rows) _starts = new int[rows + 1];
        for (var row = 0; row < rows; row++) _starts[row + 1] = _starts[row] + _program.CountOf(keys, row);
        _keys.Reset(_starts[rows]);
        for (var row = 0; row < rows; row++)
        {
            var items = new LookupKeys(keys, row);
            if (items.IsNull) continue;
            for (var item = _starts[row]; item < _starts[row + 1]; item++)
                if (_lookup.Items.JoinKeys[0].Kind == ValueKind.String) _keys.SetText(0, item, items.ReadText());
                else _keys.SetBits(0, item, items.ReadBits());
        }
    }

    // A view that has no state can answer for no row, also for one that asks for nothing of it.
    private ReadOutcome Outcome(int row)
    {
        if (!Views.IsMaterialized(0)) return ReadOutcome.NotMaterialized;
        return _items.Outcomes[0].AsSpan(_starts[row], _starts[row + 1] - _starts[row]).Contains(ReadOutcome.TooEarly) ? ReadOutcome.TooEarly : ReadOutcome.Answered;
    }
}
