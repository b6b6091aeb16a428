using Quern.Engine.Online;
using Quern.Planning;

namespace Quern.Engine.Tests.Online;

/// <summary>The slow, obvious twin of coarse tiles: for each level, what lies from one beginning to the next one.</summary>
internal static class CoarseCheck
{
    public static void ShouldHold(IOnlineStore store, IEnumerable<ViewPlan> views, BlockShape shape, string because)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        foreach (var view in views.OfType<AggregationViewPlan>())
        {
            if (OnlineCatalog.Find(snapshot, view) is not { } state) continue;
            var layout = new AggregationLayout(view);
            foreach (var key in StoreDump.Keys(view.KeyKinds.Count))
            {
                byte[] partition = [.. Partition.Prefix(view.Definition.Entity.Name), .. key.Bytes.Span];
                var under = Read(snapshot, partition, state.Number, layout, layout.Hop is null ? RecordKind.Block : RecordKind.Tile);
                foreach (var record in under) record.Level.ShouldBe(CoarseTiles.LevelOf(record.Start, shape), because);
                for (var level = 1; level <= CoarseTiles.Levels; level++)
                    Read(snapshot, partition, state.Number, layout, CoarseTiles.Kind(level)).Select(Text).ShouldBe(Runs(under, level, layout).Select(Text), $"{because}: {view.Reference}, level {level}");
            }
        }
    }

    private static IEnumerable<Record> Runs(List<Record> under, int level, AggregationLayout layout)
    {
        int[] begins = [.. Enumerable.Range(0, under.Count).Where(i => under[i].Level >= level)];
        foreach (var (first, end) in begins.Zip(begins.Skip(1)))
        {
            var run = under[first..end];
            var states = Enumerable.Range(0, layout.Aggregates).Select(aggregate => Sum(layout, aggregate, run));
            yield return new(run[0].Start, under[end].Start, 0, run[0].Earliest, run[^1].Latest, run.Sum(record => record.Rows), [.. states]);
        }
    }

    private static byte[] Sum(AggregationLayout layout, int aggregate, List<Record> run)
    {
        var state = layout.NewState(aggregate);
        foreach (var record in run)
        {
            ReadOnlySpan<byte> bytes = record.States[aggregate];
            state.MergeFrom(ref bytes);
        }

        var sum = new List<byte>();
        state.Write(sum);
        return [.. sum];
    }

    private static List<Record> Read(IOnlineSnapshot snapshot, byte[] partition, int view, AggregationLayout layout, RecordKind kind)
    {
        var records = new List<Record>();
        snapshot.Seek(partition, RecordKey.At(new byte[RecordKey.Length], view, kind, long.MinValue));
        while (snapshot.Next(out var key, out var value) && RecordKey.Is(key, view, kind))
        {
            var record = new StateRecord(value, layout.Aggregates, layout.View);
            var states = new byte[layout.Aggregates][];
            for (var i = 0; i < states.Length; i++) states[i] = record.State(i).ToArray();
            var isCoarse = kind > RecordKind.Block;
            records.Add(new(RecordKey.PlaceOf(key), new(record.End, isCoarse ? record.EndSequence : 0), isCoarse ? 0 : record.Level, record.Earliest, record.Latest, record.Rows, states));
        }

        return records;
    }

    private static string Text(Record record) =>
        $"{record.Start} to {record.End}: {record.Rows} rows from {record.Earliest} to {record.Latest}: {string.Join(' ', record.States.Select(Convert.ToHexString))}";

    private sealed record Record(RecordPlace Start, RecordPlace End, int Level, long Earliest, long Latest, int Rows, byte[][] States);
}
