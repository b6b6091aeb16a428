using Quern.Engine.Online;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Tests.Online;

/// <summary>All blocks and latest rows of a store as text, for the keys that histories have; without the numbers of views, which go by who came first.</summary>
internal static class StoreDump
{
    private static readonly string[] People = ["", "a", "1", "12", "é", "日本\0x"];
    private static readonly long[] Places = [23, 3, -1];

    public static List<string> Of(IOnlineStore store, ServicePlan service)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        var lines = new List<string>();
        foreach (var view in service.Reads.Select(read => read.View).Where(view => view is not AggregationViewPlan { View.Hop: not null }))
        {
            var number = OnlineCatalog.Find(snapshot, view)!.Number;
            foreach (var key in Keys(view.KeyKinds.Count))
            {
                snapshot.Seek([.. Partition.Prefix(view.Definition.Entity.Name), .. key.Bytes.Span], default);
                while (snapshot.Next(out var record, out var value))
                    if (RecordKey.IsOf(record, number))
                        lines.Add($"{view.Reference} {Convert.ToHexString(key.Bytes.Span)} {Convert.ToHexString(record[4..])} {Convert.ToHexString(value)}");
            }
        }

        return lines;
    }

    public static Time.Instant RetainedFrom(IOnlineStore store, ServicePlan service)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return service.Reads.Max(read => OnlineCatalog.Find(snapshot, read.View)!.RetainedFrom);
    }

    /// <summary>The keys that histories have.</summary>
    public static IEnumerable<RowKey> Keys(int parts) => parts == 1
        ? People.Select(who => RowKey.Of(Value.Of(who)))
        : People.SelectMany(who => Places.Select(where => RowKey.Of(Value.Of(who), Value.Of(where))));
}
