using System.Buffers.Binary;
using Quern.Engine.Online;
using Quern.Engine.Tests.Served;
using Quern.Engine.Usage;
using Quern.Testing.Online;

namespace Quern.Engine.Tests.Usage;

public sealed class CountedStoreTests
{
    private readonly MemoryOnlineStore _store = new();
    private readonly Dictionary<string, (long Records, long Bytes)> _counted = [];

    [Fact]
    public void Records_AreCountedByView_OnceTheyAreCommitted()
    {
        using var counted = new CountedStore(_store, (view, records, bytes) => _counted[view] = (_counted.GetValueOrDefault(view).Records + records, _counted.GetValueOrDefault(view).Bytes + bytes));
        var number = View();
        var random = new Random(11);
        var expected = (Records: 0L, Bytes: 0L);
        for (var write = 0; write < 40; write++)
        {
            using var under = counted.BeginWrite();
            var commits = random.Next(3) > 0;
            for (var put = random.Next(5); put > 0; put--)
            {
                var (partition, value) = (new byte[random.Next(1, 50)], new byte[random.Next(100)]);
                partition[0] = (byte)'e';
                under.Put(partition, Key(number, put), value);
                if (commits) expected = (expected.Records + 1, expected.Bytes + partition.Length + 8 + value.Length);
            }

            // Of the catalog, and of no view.
            under.Put(Partition.Catalog, "other"u8, new byte[99]);
            under.Put("e"u8, Key(number + 7, 1), new byte[99]);
            if (commits) under.Commit();
        }

        _counted.ShouldHaveSingleItem().Value.ShouldBe(expected);
        using var snapshot = counted.OpenSnapshot();
        snapshot.Renew();
        // What was written over is stored once.
        var stored = StoredSize.Of(snapshot).ShouldHaveSingleItem();
        stored.Key.ShouldBe(Visits.Plan.Reads[0].View.Reference);
        stored.Value.Records.ShouldBeInRange(1, expected.Records);
        stored.Value.Bytes.ShouldBeLessThanOrEqualTo(expected.Bytes);
        snapshot.TryGet("e"u8, Key(number + 7, 1), out var read).ShouldBeTrue();
        read.Length.ShouldBe(99);
    }

    [Fact]
    public void ItIsTheSameStore()
    {
        using var counted = new CountedStore(_store, (_, _, _) => { });
        using var alone = counted.LockMaterialization();
        Should.Throw<QuernException>(_store.LockMaterialization);
        using (var write = counted.BeginWrite())
        {
            write.Put("a"u8, "1"u8, "x"u8);
            write.TryGet("a"u8, "1"u8, out _).ShouldBeTrue();
            write.Delete("a"u8, "1"u8, "2"u8);
            write.TryGet("a"u8, "1"u8, out _).ShouldBeFalse();
            write.Commit();
        }
    }

    private int View()
    {
        using var write = _store.BeginWrite();
        var state = OnlineCatalog.BeginStream(write, Visits.Plan.Reads[0].View);
        write.Commit();
        return state.Number;
    }

    private static byte[] Key(int view, int record)
    {
        var key = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(key, view);
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(4), record);
        return key;
    }
}
