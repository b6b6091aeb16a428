using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>
/// Computes a service's lookups once its views are computed: each item that a row names becomes a row of its own at the same instant, asked of the view that is looked up, and the items'
/// features go back to the row. Rows are worked through in slices, so that the items of one fit into the memory allowed; each slice reads the source again.
/// </summary>
internal sealed class LookupHistory(HistoryRequest request, HistoryEngine engine, long memoryBytes, int threads)
{
    // What an item needs while it is asked for, and a slot and a status for each value.
    private const int BytesPerItem = 80;
    private const int BytesPerValue = 9;
    private const int StretchRows = 1 << 14;

    /// <summary>For each lookup its features' values, how many rows of sources were read, and what the plain definition gives for some of the rows.</summary>
    public (ResultColumn[][] Columns, long EventsRead, IReadOnlyList<PlainValue> Checked) Compute(
        ViewColumns views, IReadOnlyList<int> rows, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var lookups = request.Service.Lookups;
        var (columns, eventsRead, check) = (new ResultColumn[lookups.Count][], 0L, new List<PlainValue>());
        for (var i = 0; i < columns.Length; i++)
        {
            var (lookup, plain) = (lookups[i], new PlainLookup(request, i, rows, views.Checked));
            columns[i] = [.. lookup.Features.Select(feature => new ResultColumn(lookup.Lookup.Features[feature].Type, request.Times.Count))];
            var (program, keys) = (new LookupProgram(lookup), views.Columns[lookup.Key.Read][lookup.Key.Index]);
            for (var start = 0; start < request.Times.Count;)
            {
                var slice = Slice(lookup, program, keys, start);
                var items = engine.ComputeViews(slice.Items, start == 0 ? plain.Items(explains: false) : PlainRows.None(slice.Items), progress, cancellation);
                Gather(program, keys, slice, items.Columns[0], columns[i]);
                eventsRead += items.EventsRead;
                if (start == 0) check.AddRange(plain.Compute(items.Checked));
                start = slice.End;
            }
        }

        return (columns, eventsRead, check);
    }

    private ItemSlice Slice(LookupRead lookup, LookupProgram program, ResultColumn keys, int start)
    {
        var most = Math.Clamp(memoryBytes / (BytesPerItem + (BytesPerValue * lookup.Items.Reads[0].Features.Count)), 1, Array.MaxLength / 16);
        var kind = lookup.Items.JoinKeys[0].Kind;
        var (times, column, starts) = (new Int64Column(ValueKind.Timestamp), Column.Create(kind), new List<int> { 0 });
        var row = start;
        for (; row < request.Times.Count; row++)
        {
            var count = program.CountOf(keys, row);
            if (row > start && times.Count + count > most) break;
            Append(new LookupKeys(keys, row), count, column);
            for (; count > 0; count--) times.Append(request.Times.Values[row]);
            starts.Add(times.Count);
        }

        return new(start, row, [.. starts], request with { Service = lookup.Items, Times = times, JoinKeys = [column], Requests = [], Checked = [] });
    }

    private static void Append(LookupKeys keys, int count, Column column)
    {
        for (; count > 0; count--)
            if (keys.IsNull) column.AppendNull();
            else if (column is TextColumn texts) texts.Append(keys.ReadText());
            else ((Int64Column)column).Append(keys.ReadBits());
    }

    private void Gather(LookupProgram program, ResultColumn keys, ItemSlice slice, ResultColumn[] items, ResultColumn[] outputs) =>
        Parallel.For(0, (slice.End - slice.Start + StretchRows - 1) / StretchRows, new ParallelOptions { MaxDegreeOfParallelism = threads }, stretch =>
        {
            var start = slice.Start + (stretch * StretchRows);
            program.Run(keys, slice.Starts.AsSpan(start - slice.Start), items, [.. outputs.Select(output => output.OpenWriter())], start, Math.Min(slice.End, start + StretchRows));
        });

    private sealed record ItemSlice(int Start, int End, int[] Starts, HistoryRequest Items);
}
