using System.Collections.Concurrent;

namespace Quern.Stores.Tests.Delta;

public sealed class DeltaRaceTests
{
    private const int Writers = 4;
    private const int Commits = 15;

    [Fact]
    public void WritersAtOnce_EachInItsOwnThread_WithACompactorBeside_WriteEachRowOnce()
    {
        using var scratch = new DeltaScratch();
        var failures = new ConcurrentQueue<Exception>();
        var running = Writers;
        Thread[] threads =
        [
            .. Enumerable.Range(0, Writers).Select(writer => Start(() =>
            {
                try
                {
                    using var table = scratch.Create(byDay: true);
                    for (var i = 0; i < Commits; i++)
                    {
                        // Every commit is tried twice, as by someone who never got the answer.
                        DeltaScratch.Append(table, new($"writer {writer}", i), Row(writer, i)).IsNew.ShouldBeTrue();
                        DeltaScratch.Append(table, new($"writer {writer}", i), Row(writer, i)).IsNew.ShouldBeFalse();
                    }
                }
                finally
                {
                    Interlocked.Decrement(ref running);
                }
            })),
            Start(() =>
            {
                using var table = scratch.Create(byDay: true);
                while (Volatile.Read(ref running) > 0) table.Compact();
            }),
        ];
        foreach (var thread in threads) thread.Join();

        failures.ShouldBeEmpty();
        scratch.Ids().ShouldBe(Enumerable.Range(0, Writers).SelectMany(writer => Enumerable.Range(0, Commits).Select(i => Row(writer, i).Id)));
        using var last = scratch.Open();
        for (var writer = 0; writer < Writers; writer++) last.Snapshot().TransactionVersion($"writer {writer}").ShouldBe(Commits - 1);

        Thread Start(Action work)
        {
            var thread = new Thread(() =>
            {
                try
                {
                    work();
                }
                catch (Exception failure)
                {
                    failures.Enqueue(failure);
                }
            });
            thread.Start();
            return thread;
        }
    }

    [Fact]
    public void ProcessesThatAreKilled_LeaveWhatTheyAcknowledged_Once()
    {
        using var scratch = new DeltaScratch();
        var acknowledged = new Dictionary<string, int> { ["a"] = 0, ["b"] = 0 };
        for (var round = 0; round < 3; round++)
        {
            AppendingProcess[] processes = [.. acknowledged.Keys.Select(app => AppendingProcess.Start(scratch.Table, app))];
            foreach (var process in processes) process.WaitForCommits(3 + round);
            foreach (var process in processes) acknowledged[process.App] = process.Kill() ?? acknowledged[process.App];
        }

        using var table = scratch.Open();
        var expected = new List<long>();
        foreach (var (app, last) in acknowledged)
        {
            var there = (int)table.Snapshot().TransactionVersion(app)!.Value;
            there.ShouldBeGreaterThanOrEqualTo(last);
            for (var commit = 1; commit <= there; commit++) expected.AddRange(AppendingProcess.IdsOf(app, commit));
        }

        scratch.Ids().ShouldBe(expected.Order());
    }

    private static (string Time, long Id, string? Text) Row(int writer, int commit) => ($"2001-03-0{1 + (commit % 3)}", (writer * 1_000) + commit, "x");
}
