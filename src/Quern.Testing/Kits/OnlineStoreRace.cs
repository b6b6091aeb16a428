using System.Globalization;
using System.Text;
using Quern.Engine.Online;

namespace Quern.Testing.Kits;

/// <summary>One thread commits, others read: each commit writes one number to many records, so a reader that sees two numbers has seen half a commit.</summary>
internal static class OnlineStoreRace
{
    private const int Records = 50;
    private const int Commits = 2_000;
    private const int Readers = 8;
    private const int Partitions = 7;

    public static void Run(IOnlineStore store)
    {
        Commit(store, 0);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Readers).Select(_ => Task.Run(() => ReadUntil(store, done.Token))).ToArray();
        for (var number = 1; number <= Commits; number++) Commit(store, number);
        done.Cancel();
        Task.WaitAll(readers);
    }

    private static void Commit(IOnlineStore store, int number)
    {
        using var write = store.BeginWrite();
        var value = Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < Records; i++) write.Put(Partition(i % Partitions), [(byte)i], value);
        write.Commit();
    }

    private static void ReadUntil(IOnlineStore store, CancellationToken done)
    {
        using var snapshot = store.OpenSnapshot();
        var partitions = new PartitionList();
        for (var partition = 0; partition < Partitions; partition++) partitions.Add(Partition(partition));
        var last = -1;
        do
        {
            snapshot.Renew();
            // What is fetched together cannot have moved.
            snapshot.Prefetch(partitions);
            var seen = new HashSet<int>();
            for (var partition = 0; partition < Partitions; partition++)
            {
                snapshot.Seek(Partition(partition), default);
                while (snapshot.Next(out _, out var value)) seen.Add(int.Parse(value, CultureInfo.InvariantCulture));
            }

            KitFailure.Unless(seen.Count == 1, $"a snapshot shows {seen.Count} commits at once");
            KitFailure.Unless(seen.Single() >= last, "a later snapshot shows an earlier commit");
            last = seen.Single();
            snapshot.Release();
        }
        while (!done.IsCancellationRequested);
    }

    private static byte[] Partition(int number) => Encoding.UTF8.GetBytes($"p{number}");
}
