using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// Keeps the numbers of those events inside that are the latest of their value, and walks back from the last of them for each row.
/// When such an event leaves before an older one of its value, that one takes its place: it is found in a second set, in which events lie grouped by value.
/// </summary>
internal sealed class LastDistinctNSweep(ValueKind kind, int n) : AggregateSweep
{
    private readonly DistinctValues _distinct = new(kind);
    private readonly EventGroups _groups = new();
    private readonly IndexSet _inside = new();
    private readonly IndexSet _latest = new();
    private readonly EncodedItems _items = new();
    private int[] _latestOf = [];

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        var events = trace.EventTimes.Length;
        _distinct.Load(argument, events);
        _groups.Load(_distinct, events);
        _inside.Reset(events);
        _latest.Reset(events);
        if (_latestOf.Length < _distinct.Count) _latestOf = new int[Math.Max(_distinct.Count, _latestOf.Length * 2)];
        Array.Fill(_latestOf, -1, 0, _distinct.Count);
        var slide = new LastDistinctNSlide(this, _distinct.Codes, n);
        Slide.Run(trace, ref slide, output);
    }

    private void SetLatest(int code, int @event)
    {
        if (_latestOf[code] >= 0) _latest.Remove(_latestOf[code]);
        if (@event >= 0) _latest.Add(@event);
        _latestOf[code] = @event;
    }

    private readonly ref struct LastDistinctNSlide(LastDistinctNSweep sweep, ReadOnlySpan<int> codes, int n) : ISlidingState
    {
        private readonly ReadOnlySpan<int> _codes = codes;

        public void Enter(int @event)
        {
            var code = _codes[@event];
            if (code < 0) return;
            sweep._inside.Add(sweep._groups.PlaceOf(@event));
            if (@event > sweep._latestOf[code]) sweep.SetLatest(code, @event);
        }

        public void Leave(int @event)
        {
            var code = _codes[@event];
            if (code < 0) return;
            var place = sweep._groups.PlaceOf(@event);
            sweep._inside.Remove(place);
            if (@event != sweep._latestOf[code]) return;
            var older = sweep._inside.Predecessor(place);
            sweep.SetLatest(code, older >= sweep._groups.StartOf(code) ? sweep._groups.EventAt(older) : -1);
        }

        public void Write(long t, int ordinal, ResultWriter output)
        {
            var @event = sweep._latest.Max;
            for (var rest = n; rest > 0 && @event >= 0; rest--, @event = sweep._latest.Predecessor(@event))
                sweep._distinct.Append(_codes[@event], sweep._items);
            sweep._items.Flush(ordinal, output);
        }
    }
}
