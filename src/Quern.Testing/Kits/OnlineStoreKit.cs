using System.Text;
using Quern.Engine.Online;

namespace Quern.Testing.Kits;

/// <summary>
/// What every <see cref="IOnlineStore"/> must do: named cases, each on a store of its own that is empty at first. Run each case of <see cref="Names"/> as a test.
/// </summary>
/// <param name="create">Makes a place for a store that nobody has used.</param>
public sealed class OnlineStoreKit(Func<IOnlineStorePlace> create)
{
    private static readonly Dictionary<string, Action<IOnlineStorePlace>> Cases = new()
    {
        ["A record that was committed is read"] = place => Given(place, store =>
        {
            Write(store, ("a", "1", "one"));
            Expect(store, "a", "1=one");
        }),
        ["A write without commit leaves nothing"] = place => Given(place, store =>
        {
            using (var write = store.BeginWrite()) write.Put("a"u8, "1"u8, "one"u8);
            Expect(store, "a", "");
        }),
        ["A write reads its own changes"] = place => Given(place, store =>
        {
            using var write = store.BeginWrite();
            write.Put("a"u8, "1"u8, "one"u8);
            KitFailure.Unless(write.TryGet("a"u8, "1"u8, out var value) && value.SequenceEqual("one"u8), "the record put is not there");
            write.Delete("a"u8, "1"u8, "2"u8);
            KitFailure.Unless(!write.TryGet("a"u8, "1"u8, out _), "the record deleted is still there");
        }),
        ["An empty value is a record"] = place => Given(place, store =>
        {
            Write(store, ("a", "1", ""));
            Expect(store, "a", "1=");
        }),
        ["An empty record key comes first"] = place => Given(place, store =>
        {
            Write(store, ("a", "1", "one"), ("a", "", "none"));
            Expect(store, "a", "=none 1=one");
        }),
        ["A range read stays in its partition"] = place => Given(place, store =>
        {
            Write(store, ("a", "1", "x"), ("ab", "1", "y"), ("a", "b1", "z"), ("b", "0", "w"));
            Expect(store, "a", "1=x b1=z");
            Expect(store, "ab", "1=y");
        }),
        ["A partition of any length keeps its records apart"] = place => Given(place, store =>
        {
            var (one, other) = (new string('p', 5000), new string('p', 5000) + "q");
            Write(store, (one, "1", "x"), (other, "1", "y"), (new string('p', 409), "1", "z"), (new string('p', 410), "1", "w"));
            Expect(store, one, "1=x");
            Expect(store, other, "1=y");
            Expect(store, new string('p', 409), "1=z");
            Expect(store, new string('p', 410), "1=w");
        }),
        ["A large value comes back whole"] = place => Given(place, store =>
        {
            var large = new string('v', 3_000_000);
            Write(store, ("a", "1", large), ("a", "2", "small"));
            Expect(store, "a", $"1={large} 2=small");
        }),
        ["A snapshot stays as it was until it is renewed"] = place => Given(place, store =>
        {
            Write(store, ("a", "1", "old"));
            using var snapshot = store.OpenSnapshot();
            snapshot.Renew();
            var version = snapshot.Version;
            Write(store, ("a", "1", "new"), ("a", "2", "two"));
            try
            {
                KitFailure.Unless(Read(snapshot, "a") == "1=old", "the snapshot moved");
            }
            catch (SnapshotMovedException)
            {
                // A store that keeps no former states says so.
            }

            snapshot.Renew();
            KitFailure.Unless(Read(snapshot, "a") == "1=new 2=two", "the renewed snapshot did not move");
            KitFailure.Unless(snapshot.Version != version, "the version stayed although something was committed");
        }),
        ["What is fetched beforehand is of one commit, and stays"] = place => Given(place, store =>
        {
            Write(store, ("a", "1", "old"), ("b", "1", "old"));
            using var snapshot = store.OpenSnapshot();
            snapshot.Renew();
            var partitions = new PartitionList();
            foreach (var partition in (string[])["a", "b", "c", "a"]) partitions.Add(Encoding.UTF8.GetBytes(partition));
            snapshot.Prefetch(partitions);
            Write(store, ("a", "1", "new"), ("b", "1", "new"), ("c", "1", "new"));
            if (!snapshot.Prefetches) return;
            KitFailure.Unless(Read(snapshot, "a") == "1=old" && Read(snapshot, "b") == "1=old" && Read(snapshot, "c") == "", "what was fetched moved");
        }),
        ["A version stays while nothing is committed"] = place => Given(place, store =>
        {
            Write(store, ("a", "1", "one"));
            using var snapshot = store.OpenSnapshot();
            snapshot.Renew();
            var version = snapshot.Version;
            snapshot.Release();
            snapshot.Renew();
            KitFailure.Unless(snapshot.Version == version, "the version changed although nothing was committed");
        }),
        ["Seek before stands at the last record before the end"] = place => Given(place, store =>
        {
            Write(store, ("a", "2", "two"), ("a", "4", "four"), ("a", "6", "six"), ("b", "1", "other"));
            using var snapshot = store.OpenSnapshot();
            snapshot.Renew();
            foreach (var (end, expected) in new[] { ("1", "2=two 4=four 6=six"), ("2", "2=two 4=four 6=six"), ("3", "2=two 4=four 6=six"), ("4", "2=two 4=four 6=six"), ("5", "4=four 6=six"), ("6", "4=four 6=six"), ("7", "6=six") })
            {
                snapshot.SeekBefore("a"u8, Encoding.UTF8.GetBytes(end));
                KitFailure.Unless(Rest(snapshot) == expected, $"before '{end}' it gave '{Rest(snapshot)}'");
            }

            snapshot.SeekBefore("c"u8, "1"u8);
            KitFailure.Unless(Rest(snapshot) == "", "an empty partition gave a record");
        }),
        ["Delete everywhere reaches every partition and no other record"] = place => Given(place, store =>
        {
            Write(store, ("a", "1", "x"), ("a", "2", "x"), ("a", "3", "x"), ("bb", "2", "x"), (new string('c', 900), "2", "x"), (new string('c', 900), "3", "x"));
            using (var write = store.BeginWrite())
            {
                write.DeleteEverywhere("2"u8, "3"u8);
                write.Commit();
            }

            Expect(store, "a", "1=x 3=x");
            Expect(store, "bb", "");
            Expect(store, new string('c', 900), "3=x");
        }),
        ["Partitions are visited when they have a record of the range"] = place => Given(place, store =>
        {
            Write(store, ("a", "1", "x"), ("a", "21", "x"), ("a", "22", "x"), ("bb", "2", "x"), ("b", "3", "x"), (new string('c', 400), "2", "x"), (new string('c', 900), "2", "x"), (new string('e', 900), "3", "x"), ("d", "", "x"));
            using var snapshot = store.OpenSnapshot();
            snapshot.Renew();
            var seen = new List<string>();
            var unnamed = snapshot.VisitPartitions("2"u8, "3"u8, partition => seen.Add(Encoding.UTF8.GetString(partition)));
            string[] named = ["a", "bb", new string('c', 400)];
            KitFailure.Unless(seen.Count + unnamed == 4 && named.All(seen.Contains), $"visited: {string.Join(", ", seen)}, and {unnamed} without a name");
        }),
        ["All records are visited, with their bytes"] = place => Given(place, store =>
        {
            Write(store, ("a", "1", "x"), ("a", "21", "four"), ("bb", "1", ""), (new string('c', 900), "2", "xx"), ("d", "", "x"));
            using var snapshot = store.OpenSnapshot();
            snapshot.Renew();
            var seen = new List<string>();
            snapshot.VisitRecords((record, bytes) => seen.Add($"{Encoding.UTF8.GetString(record)} {(bytes > 100 ? "long" : bytes is >= 2 and <= 12 ? "short" : "odd")}"));
            KitFailure.Unless(seen.Order(StringComparer.Ordinal).SequenceEqual([" short", "1 short", "1 short", "2 long", "21 short"]), $"visited: {string.Join(", ", seen)}");
        }),
        ["Pages of partitions have each once"] = place => Given(place, store =>
        {
            Write(store, [.. Enumerable.Range(0, 50).Select(i => ($"p{i * 7919 % 50}", i % 3 == 0 ? "3" : "2", "x"))]);
            Write(store, ("p1", "21", "x"), ("q", "", "x"), (new string('c', 400), "2", "x"));
            using var snapshot = store.OpenSnapshot();
            snapshot.Renew();
            string[] expected = [.. Enumerable.Range(0, 50).Where(i => i % 3 != 0).Select(i => $"p{i * 7919 % 50}").Append("p1").Append(new string('c', 400)).Distinct().Order(StringComparer.Ordinal)];
            foreach (var most in (int[])[1, 7, 1000])
            {
                var (seen, after, pages) = (new List<string>(), Array.Empty<byte>(), 0);
                do
                {
                    after = snapshot.VisitPage("2"u8, "3"u8, after, most, partition => seen.Add(Encoding.UTF8.GetString(partition)));
                    // A page may be of others' records alone, where a server is shared.
                    KitFailure.Unless(++pages < 100_000, "the pages do not end");
                }
                while (after.Length > 0);
                KitFailure.Unless(seen.Order(StringComparer.Ordinal).SequenceEqual(expected), $"pages of {most}: {string.Join(", ", seen)}");
            }
        }),
        ["Only one materializes at a time"] = place => Given(place, store =>
        {
            using (store.LockMaterialization())
            {
                try
                {
                    using var second = store.LockMaterialization();
                }
                catch (QuernException refused) when (refused.Findings[0].Code == "QRN4007")
                {
                    return;
                }

                throw new KitFailure("a second lock was given");
            }
        }),
        ["A lock that was let go of is given again"] = place => Given(place, store =>
        {
            store.LockMaterialization().Dispose();
            store.LockMaterialization().Dispose();
        }),
        ["Readers on other threads see whole commits only"] = place => Given(place, OnlineStoreRace.Run),
        ["Generated operations agree with a sorted dictionary"] = place => OnlineStoreModel.Run(place, seeds: 40, steps: 120),
    };

    /// <summary>The cases there are.</summary>
    public static IReadOnlyCollection<string> Names => Cases.Keys;

    /// <summary>Runs one case.</summary>
    /// <exception cref="KitFailure">The store does not do what the port promises.</exception>
    public void Run(string name)
    {
        using var place = create();
        Cases[name](place);
    }

    internal static void Write(IOnlineStore store, params (string Partition, string Record, string Value)[] records)
    {
        using var write = store.BeginWrite();
        foreach (var (partition, record, value) in records) write.Put(Encoding.UTF8.GetBytes(partition), Encoding.UTF8.GetBytes(record), Encoding.UTF8.GetBytes(value));
        write.Commit();
    }

    internal static string Read(IOnlineRecords records, string partition)
    {
        records.Seek(Encoding.UTF8.GetBytes(partition), default);
        return Rest(records);
    }

    private static void Given(IOnlineStorePlace place, Action<IOnlineStore> run)
    {
        using var store = place.Open();
        run(store);
    }

    private static void Expect(IOnlineStore store, string partition, string expected)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        var actual = Read(snapshot, partition);
        KitFailure.Unless(actual == expected, $"partition '{partition}' holds '{actual}', not '{expected}'");
    }

    private static string Rest(IOnlineRecords records)
    {
        var text = new StringBuilder();
        while (records.Next(out var record, out var value)) text.Append(' ').Append(Encoding.UTF8.GetString(record)).Append('=').Append(Encoding.UTF8.GetString(value));
        return text.ToString().Trim();
    }
}
