using System.Diagnostics;
using Quern.Stores.Lmdb;

namespace Quern.Stores.Tests.Lmdb;

public sealed class LmdbProcessTests
{
    [Fact]
    public void Reader_sees_whole_commits_of_another_process_and_its_growth()
    {
        using var folder = new TempFolder();
        using var store = new LmdbOnlineStore(folder.Path, new() { Headroom = 1 << 20 });
        using var writer = OtherProcess.StartWriter(folder.Path);
        using var snapshot = store.OpenSnapshot();
        var last = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(2);)
        {
            var number = OtherProcess.ReadNumber(snapshot);
            number.ShouldBeGreaterThanOrEqualTo(last);
            last = number;
        }

        last.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Process_killed_while_it_writes_leaves_its_last_commit_and_locks_nobody_out()
    {
        using var folder = new TempFolder();
        var last = 0;
        for (var round = 0; round < 6; round++)
        {
            using (OtherProcess.StartWriter(folder.Path)) Thread.Sleep(17 * round);

            using var store = folder.Open();
            using var snapshot = store.OpenSnapshot();
            last += OtherProcess.ReadNumber(snapshot) > 0 ? 1 : 0;
            LmdbOnlineStoreTests.Put(store, "z"u8, [1]);
        }

        last.ShouldBe(6);
    }

    [Fact]
    public void Two_processes_may_write_in_turn()
    {
        using var folder = new TempFolder();
        using var store = folder.Open();
        using var writer = OtherProcess.StartWriter(folder.Path);
        for (byte i = 0; i < 50; i++) LmdbOnlineStoreTests.Put(store, "z"u8, [i]);
        LmdbOnlineStoreTests.Get(store, "z"u8).ShouldBe([49]);
    }
}
