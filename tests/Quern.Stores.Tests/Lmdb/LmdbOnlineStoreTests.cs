using Quern.Engine.Online;
using Quern.Stores.Lmdb;
using Quern.Testing.Kits;

namespace Quern.Stores.Tests.Lmdb;

public sealed class LmdbOnlineStoreTests
{
    public static TheoryData<string> Cases => [.. OnlineStoreKit.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lmdb_passes_the_kit(string name) => new OnlineStoreKit(() => new TempFolder()).Run(name);

    [Fact]
    public void Store_with_little_room_grows_between_writes()
    {
        using var folder = new TempFolder();
        using var store = new LmdbOnlineStore(folder.Path, new() { Headroom = 1 << 20 });
        var value = new byte[700_000];
        for (byte i = 0; i < 40; i++) Put(store, [i], value);
        for (byte i = 0; i < 40; i++) Get(store, [i]).ShouldBe(value);
    }

    [Fact]
    public void Write_beyond_the_headroom_is_refused_and_leaves_the_store_as_it_was()
    {
        using var folder = new TempFolder();
        using var store = new LmdbOnlineStore(folder.Path, new() { Headroom = 1 << 20 });
        Put(store, "a"u8, [1]);
        var refused = Should.Throw<QuernException>(() => Put(store, "a"u8, new byte[20 << 20]));
        refused.Findings[0].Code.ShouldBe("QRN4009");
        Get(store, "a"u8).ShouldBe([1]);
        Put(store, "a"u8, [2]);
        Get(store, "a"u8).ShouldBe([2]);
    }

    [Fact]
    public void Two_stores_of_one_folder_share_what_is_open()
    {
        using var folder = new TempFolder();
        using var one = new LmdbOnlineStore(folder.Path);
        using (var other = new LmdbOnlineStore(folder.Path + "/")) Put(other, "a"u8, [1]);
        Get(one, "a"u8).ShouldBe([1]);
    }

    [Fact]
    public void Snapshot_outlives_its_store()
    {
        using var folder = new TempFolder();
        var store = new LmdbOnlineStore(folder.Path);
        Put(store, "a"u8, [1]);
        using var snapshot = store.OpenSnapshot();
        store.Dispose();
        snapshot.Renew();
        snapshot.TryGet("a"u8, "r"u8, out _).ShouldBeTrue();
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using var folder = new TempFolder();
        using var store = new LmdbOnlineStore(folder.Path);
        Put(store, "a"u8, [1]);
        using var snapshot = store.OpenSnapshot();
        ReadOnce(snapshot);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) ReadOnce(snapshot);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    internal static void Put(IOnlineStore store, ReadOnlySpan<byte> partition, ReadOnlySpan<byte> value)
    {
        using var write = store.BeginWrite();
        write.Put(partition, "r"u8, value);
        write.Commit();
    }

    internal static byte[] Get(IOnlineStore store, ReadOnlySpan<byte> partition)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return snapshot.TryGet(partition, "r"u8, out var value) ? value.ToArray() : [];
    }

    private static void ReadOnce(IOnlineSnapshot snapshot)
    {
        snapshot.Renew();
        snapshot.TryGet("a"u8, "r"u8, out _);
        snapshot.SeekBefore("a"u8, "z"u8);
        while (snapshot.Next(out _, out _))
        {
        }

        snapshot.Release();
    }
}
