using System.Globalization;
using System.Text;
using Quern.Engine.Online;

namespace Quern.Testing.Kits;

/// <summary>
/// One thread commits, others read: each commit writes one number to many records, so a reader that sees two numbers has seen half a commit, and one that sees a number less than that
/// of a commit that had ended before has missed it. A commit that is just ending may be seen and, once more, not be seen.
/// </summary>
internal sealed class OnlineStoreRace(IOnlineStore store)
{
    private const int Records = 50;
    private const int Commits = 200;
    private const int Readers = 3;
    private int _committed;

    public void Run()
    {
        Commit(0);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Readers).Select(_ => Task.Run(() => ReadUntil(done.Token))).ToArray();
        for (var number = 1; number <= Commits; number++) Commit(number);
        done.Cancel();
        Task.WaitAll(readers);
    }

    private void Commit(int number)
    {
        using var write = store.BeginWrite();
        var value = Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < Records; i++) write.Put(Encoding.UTF8.GetBytes($"p{i % 7}"), [(byte)i], value);
        write.Commit();
        Volatile.Write(ref _committed, number);
    }

    private void ReadUntil(CancellationToken done)
    {
        using var snapshot = store.OpenSnapshot();
        do
        {
            var ended = Volatile.Read(ref _committed);
            snapshot.Renew();
            var seen = new HashSet<int>();
            for (var partition = 0; partition < 7; partition++)
            {
                snapshot.Seek(Encoding.UTF8.GetBytes($"p{partition}"), default);
                while (snapshot.Next(out _, out var value)) seen.Add(int.Parse(value, CultureInfo.InvariantCulture));
            }

            OnlineStoreKit.Check(seen.Count == 1, $"a snapshot shows {seen.Count} commits at once");
            OnlineStoreKit.Check(seen.Single() >= ended, "a snapshot misses a commit that had ended before");
            snapshot.Release();
        }
        while (!done.IsCancellationRequested);
    }
}
