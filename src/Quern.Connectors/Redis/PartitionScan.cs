using System.Text;
using Quern.Engine.Online;
using StackExchange.Redis;

namespace Quern.Connectors.Redis;

/// <summary>Goes over all partitions, as SCAN gives them: in no order, and one that is there from the first to the last question is met.</summary>
internal sealed class PartitionScan(PartitionReader reader)
{
    private const int KeysPerQuestion = 1_000;
    private const string Start = "0";

    public void Visit(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, Action<ReadOnlySpan<byte>> visit)
    {
        byte[] after = [];
        // SCAN may give a key again while the server's table grows.
        var told = new HashSet<byte[]>(PartitionComparer.Instance);
        do after = VisitPage(from, end, after, KeysPerQuestion, partition =>
        {
            if (told.Add(partition.ToArray())) visit(partition);
        });
        while (after.Length > 0);
    }

    public byte[] VisitPage(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, ReadOnlySpan<byte> after, int most, Action<ReadOnlySpan<byte>> visit)
    {
        var (cursor, roots) = Scan(after.IsEmpty ? Start : Encoding.ASCII.GetString(after), most);
        foreach (var (root, pages) in reader.ReadMany(roots.Distinct(PartitionComparer.Instance)))
            if (Has(pages, from, end))
                visit(reader.Keys.PartitionOf(root));
        return cursor == Start ? [] : Encoding.ASCII.GetBytes(cursor);
    }

    public void VisitRecords(RecordVisit visit)
    {
        foreach (var (root, pages) in Roots())
        {
            var partition = reader.Keys.PartitionOf(root).Length;
            foreach (var slot in pages.Slots)
            {
                // A page that went meanwhile has been replaced by one that the next question gives.
                if ((slot.Page ?? reader.Page(slot)) is not { } page) continue;
                for (var i = 0; i < page.Count; i++) visit(page.Key(i), partition + page.Key(i).Length + page.Value(i).Length);
            }
        }
    }

    /// <summary>All partitions there are.</summary>
    public IEnumerable<(byte[] Root, PartitionPages Pages)> Roots()
    {
        var cursor = Start;
        do
        {
            (cursor, var roots) = Scan(cursor, KeysPerQuestion);
            foreach (var found in reader.ReadMany(roots.Distinct(PartitionComparer.Instance))) yield return found;
        }
        while (cursor != Start);
    }

    private (string Cursor, IEnumerable<byte[]> Roots) Scan(string cursor, int most)
    {
        RedisKey[] place = [reader.Keys.Version];
        RedisValue[] arguments = [cursor, reader.Keys.RootPattern, most];
        var answer = (RedisResult[])reader.Link.Ask(db => db.ScriptEvaluate(RedisScripts.Scan, place, arguments))!;
        return ((string)answer[0]!, ((RedisResult[])answer[1]!).Select(key => (byte[])key!));
    }

    private bool Has(PartitionPages pages, ReadOnlySpan<byte> from, ReadOnlySpan<byte> end)
    {
        for (var slot = pages.SlotOf(from); slot < pages.Count; slot++)
        {
            if ((pages.PageAt(slot) ?? reader.Page(pages.Slots[slot])) is not { } page) return true;
            var at = page.LowerBound(from);
            if (at < page.Count) return page.Key(at).SequenceCompareTo(end) < 0;
        }

        return false;
    }
}
