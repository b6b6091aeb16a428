namespace Quern.Aggregation.Sliding;

/// <summary>The events of one entity grouped by value, and by number within a value: each has a place 0, 1, 2, … in that order.</summary>
internal sealed class EventGroups
{
    private int[] _starts = [];
    private int[] _places = [];
    private int[] _events = [];

    public int StartOf(int code) => _starts[code];

    public int PlaceOf(int @event) => _places[@event];

    public int EventAt(int place) => _events[place];

    /// <summary>Groups the first <paramref name="events"/> events, by counting; nulls have no place.</summary>
    public void Load(DistinctValues values, int events)
    {
        if (_places.Length < events) (_places, _events) = (new int[events], new int[events]);
        if (_starts.Length < values.Count) _starts = new int[Math.Max(values.Count, _starts.Length * 2)];
        Array.Clear(_starts, 0, values.Count);
        var codes = values.Codes[..events];
        foreach (var code in codes)
            if (code >= 0)
                _starts[code]++;

        // Each start is first the end of its group; placing from the last event moves it down to where the group begins.
        for (var code = 1; code < values.Count; code++) _starts[code] += _starts[code - 1];
        for (var i = events - 1; i >= 0; i--)
        {
            if (codes[i] < 0) continue;
            var place = --_starts[codes[i]];
            _places[i] = place;
            _events[place] = i;
        }
    }
}
