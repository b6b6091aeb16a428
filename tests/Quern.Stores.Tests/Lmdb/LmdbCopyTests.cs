using System.Diagnostics;
using Quern.Stores.Lmdb;

namespace Quern.Stores.Tests.Lmdb;

public sealed class LmdbCopyTests
{
    [Fact]
    public void Copy_beside_another_process_that_writes_is_one_commit_and_no_older_than_what_was_read_before()
    {
        using var folder = new TempFolder();
        using var store = new LmdbOnlineStore(folder.Path, new() { Headroom = 1 << 20 });
        using var writer = OtherProcess.StartWriter(folder.Path);
        using var snapshot = store.OpenSnapshot();
        var copies = 0;
        // The other process makes the file longer than this one has mapped it.
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(1.5); copies++)
        {
            var before = OtherProcess.ReadNumber(snapshot);
            using var target = new TempFolder();
            Copy(store, target.Data);
            using var copy = new LmdbOnlineStore(target.Path, new() { ReadOnly = true, IsStill = true });
            var records = 0;
            copy.Visit((_, _, _) => records++);
            records.ShouldBe(OtherProcess.Records);
            using var copied = copy.OpenSnapshot();
            OtherProcess.ReadNumber(copied).ShouldBeGreaterThanOrEqualTo(before);
            Directory.EnumerateFiles(target.Path).ShouldBe([target.Data]);
        }

        copies.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Copy_leaves_out_pages_that_are_free()
    {
        using var folder = new TempFolder();
        using var target = new TempFolder();
        using var store = (LmdbOnlineStore)folder.Open();
        for (byte partition = 1; partition <= 20; partition++) LmdbOnlineStoreTests.Put(store, [partition], new byte[100_000]);
        using (var write = store.BeginWrite())
        {
            for (byte partition = 2; partition <= 20; partition++) write.Delete([partition], default, [255]);
            write.Commit();
        }

        Copy(store, target.Data);
        new FileInfo(target.Data).Length.ShouldBeLessThan(new FileInfo(folder.Data).Length / 4);
        using var copy = new LmdbOnlineStore(target.Path, new() { ReadOnly = true, IsStill = true });
        using var snapshot = copy.OpenSnapshot();
        snapshot.Renew();
        snapshot.Seek([1], default);
        snapshot.Next(out _, out var value).ShouldBeTrue();
        value.Length.ShouldBe(100_000);
    }

    [Fact]
    public void Copy_that_is_stopped_or_cannot_be_written_ends_and_the_store_goes_on()
    {
        using var folder = new TempFolder();
        using var target = new TempFolder();
        using var store = (LmdbOnlineStore)folder.Open();
        for (byte partition = 1; partition <= 40; partition++) LmdbOnlineStoreTests.Put(store, [partition], new byte[200_000]);
        using (var file = File.Create(target.Data))
        {
            using var stop = new CancellationTokenSource();
            Should.Throw<OperationCanceledException>(() => store.CopyTo(file, (_, _) => stop.Cancel(), stop.Token));
            Should.Throw<IOException>(() => store.CopyTo(new FullDisk(), cancellation: TestContext.Current.CancellationToken));
        }

        LmdbOnlineStoreTests.Put(store, "z"u8, [1]);
        Copy(store, target.Data);
        using var copy = new LmdbOnlineStore(target.Path, new() { ReadOnly = true, IsStill = true });
        var records = 0;
        copy.Visit((_, _, _) => records++);
        records.ShouldBe(41);
    }

    [Fact]
    public void Readers_are_the_processes_that_have_read()
    {
        using var folder = new TempFolder();
        using var store = (LmdbOnlineStore)folder.Open();
        store.Readers().ShouldBeEmpty();
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        store.Readers().ShouldBe([Environment.ProcessId]);
    }

    private static void Copy(LmdbOnlineStore store, string path)
    {
        using var file = File.Create(path);
        store.CopyTo(file, cancellation: TestContext.Current.CancellationToken);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");
    }
}
