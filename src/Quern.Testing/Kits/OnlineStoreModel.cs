using System.Globalization;
using Quern.Engine.Online;

namespace Quern.Testing.Kits;

/// <summary>
/// Generated sequences of operations against a model: a sorted dictionary that is copied at each commit. Writes are committed or dropped, snapshots kept over
/// several commits, and the store is closed and opened again in between.
/// </summary>
internal sealed class OnlineStoreModel : IDisposable
{
    private readonly IOnlineStorePlace _place;
    private readonly Random _random;
    private readonly List<(IOnlineSnapshot Snapshot, SortedDictionary<string, string> Content)> _snapshots = [];
    private SortedDictionary<string, string> _content = new(StringComparer.Ordinal);
    private IOnlineStore _store;

    private OnlineStoreModel(IOnlineStorePlace place, int seed) => (_place, _random, _store) = (place, new Random(seed), place.Open());

    public static void Run(IOnlineStorePlace place, int seeds, int steps)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            using var model = new OnlineStoreModel(place, seed);
            try
            {
                model.Clear();
                for (var step = 0; step < steps; step++) model.Step();
            }
            catch (KitFailure failure)
            {
                throw new KitFailure($"seed {seed}: {failure.Message}");
            }
        }
    }

    public void Dispose()
    {
        DropSnapshots();
        _store.Dispose();
    }

    private void Step()
    {
        switch (_random.Next(10))
        {
            case < 5:
                Write();
                break;
            case < 7 when _snapshots.Count < 5:
                var snapshot = _store.OpenSnapshot();
                snapshot.Renew();
                // From here on it is settled what is held.
                _ = snapshot.Version;
                _snapshots.Add((snapshot, _content));
                break;
            case 8 when _place.Survives:
                DropSnapshots();
                _store.Dispose();
                _store = _place.Open();
                break;
            default:
                Compare();
                break;
        }
    }

    private void Write()
    {
        DropSnapshotsSometimes();
        var content = new SortedDictionary<string, string>(_content, StringComparer.Ordinal);
        using var write = _store.BeginWrite();
        for (var change = _random.Next(1, 12); change > 0; change--) Change(write, content);
        CompareRange(write, content);
        if (_random.Next(4) == 0) return;
        write.Commit();
        _content = content;
    }

    private void Change(IOnlineWrite write, SortedDictionary<string, string> content)
    {
        var (partition, record) = (Partition(), Record());
        switch (_random.Next(8))
        {
            case < 5:
                var value = new string('v', _random.Next(3) == 0 ? _random.Next(6000) : _random.Next(40));
                write.Put(Bytes(partition), Bytes(record), Bytes(value));
                content[Key(partition, record)] = value;
                break;
            case < 7:
                var end = Record();
                write.Delete(Bytes(partition), Bytes(record), Bytes(end));
                Remove(content, (p, r) => p == partition && Between(r, record, end));
                break;
            default:
                var stop = Record();
                write.DeleteEverywhere(Bytes(record), Bytes(stop));
                Remove(content, (_, r) => Between(r, record, stop));
                break;
        }
    }

    private void Compare()
    {
        for (var i = _snapshots.Count - 1; i >= 0; i--)
            try
            {
                CompareRange(_snapshots[i].Snapshot, _snapshots[i].Content);
            }
            catch (SnapshotMovedException)
            {
                // As a store may that keeps no former states.
                _snapshots[i].Snapshot.Dispose();
                _snapshots.RemoveAt(i);
            }

        using var fresh = _store.OpenSnapshot();
        fresh.Renew();
        for (var i = 0; i < 5; i++) CompareRange(fresh, _content);
    }

    private void CompareRange(IOnlineRecords records, SortedDictionary<string, string> content)
    {
        var (partition, from) = (Partition(), Record());
        var all = content.Where(pair => pair.Key.StartsWith(partition + "/", StringComparison.Ordinal)).Select(pair => (Record: pair.Key[(partition.Length + 1)..], pair.Value)).ToList();
        var start = all.FindIndex(pair => string.CompareOrdinal(pair.Record, from) >= 0);
        if (start < 0) start = all.Count;
        if (_random.Next(2) == 0) records.Seek(Bytes(partition), Bytes(from));
        else
        {
            records.SeekBefore(Bytes(partition), Bytes(from));
            if (start > 0) start--;
        }

        foreach (var (record, value) in all.Skip(start))
        {
            KitFailure.Unless(records.Next(out var actualRecord, out var actualValue), $"record '{record}' of '{partition}' is missing");
            KitFailure.Unless(actualRecord.SequenceEqual(Bytes(record)) && actualValue.SequenceEqual(Bytes(value)), $"record '{record}' of '{partition}' is not next or has another value");
        }

        KitFailure.Unless(!records.Next(out _, out _), $"partition '{partition}' has a record too many");
        var asked = Record();
        var found = records.TryGet(Bytes(partition), Bytes(asked), out var got);
        KitFailure.Unless(found == content.TryGetValue(Key(partition, asked), out var expected) && (!found || got.SequenceEqual(Bytes(expected!))), $"record '{asked}' of '{partition}' is wrong");
    }

    private void Clear()
    {
        using var write = _store.BeginWrite();
        write.DeleteEverywhere([], [255]);
        write.Commit();
    }

    private void DropSnapshotsSometimes()
    {
        if (_random.Next(3) == 0) DropSnapshots();
    }

    private void DropSnapshots()
    {
        foreach (var (snapshot, _) in _snapshots) snapshot.Dispose();
        _snapshots.Clear();
    }

    private string Partition() => _random.Next(6) switch
    {
        0 => "a",
        1 => "aa",
        2 => new string('a', 409),
        3 => new string('a', 410),
        4 => new string('a', 700),
        _ => "ab",
    };

    private string Record() => _random.Next(12) is var number && number == 0 ? "" : number.ToString("D2", CultureInfo.InvariantCulture);

    private static string Key(string partition, string record) => partition + "/" + record;

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static bool Between(string record, string from, string end) => string.CompareOrdinal(record, from) >= 0 && string.CompareOrdinal(record, end) < 0;

    private static void Remove(SortedDictionary<string, string> content, Func<string, string, bool> matches)
    {
        foreach (var key in content.Keys.ToArray())
            if (matches(key[..key.IndexOf('/', StringComparison.Ordinal)], key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]))
                content.Remove(key);
    }
}
