using Quern.Engine.Registry;

namespace Quern.Testing.Kits;

/// <summary>Several write commits at once, each the next number that it sees; others read meanwhile.</summary>
internal static class RegistryStoreRace
{
    private const int Writers = 4;
    private const int Commits = 25;

    public static void Run(IRegistryStorePlace place)
    {
        var won = new List<RegistryCommit>[Writers];
        using var start = new Barrier(Writers + 1);
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(() => won[writer] = Write(place.Open(), $"writer {writer}", start), TaskCreationOptions.LongRunning))];
        var reader = Task.Factory.StartNew(() => Read(place.Open(), start), TaskCreationOptions.LongRunning);
        Task.WaitAll([.. writers, reader]);
        var store = place.Open();
        for (var number = 1; number <= Commits; number++)
        {
            var winners = won.SelectMany(commits => commits).Where(commit => commit.Number == number).ToArray();
            KitFailure.Unless(winners.Length == 1, $"commit {number} was won by {winners.Length} writers");
            KitFailure.Unless(RegistryStoreKit.Same(store.Find(number), winners[0]), $"commit {number} is not its winner's");
        }
    }

    private static List<RegistryCommit> Write(IRegistryStore store, string author, Barrier start)
    {
        var won = new List<RegistryCommit>();
        start.SignalAndWait();
        for (var number = store.HeadNumber() + 1; number <= Commits; number = store.HeadNumber() + 1)
        {
            var (commit, hash) = (RegistryStoreKit.CommitOf(number, author, null), store.PutObject([(byte)number]));
            if (store.TryAppend(commit with { ObjectHash = hash }) is not { } winner) won.Add(commit with { ObjectHash = hash });
            else KitFailure.Unless(winner.Number == number && winner.Author != author, $"commit {number} was lost to {winner.Author}'s {winner.Number}");
        }

        return won;
    }

    // What a reader sees is whole: the head, and all that it names.
    private static void Read(IRegistryStore store, Barrier start)
    {
        start.SignalAndWait();
        for (var last = 0; last < Commits;)
        {
            var head = store.Head();
            KitFailure.Unless((head?.Number ?? 0) >= last, $"the head went back from {last} to {head?.Number}");
            last = head?.Number ?? 0;
            if (head?.ObjectHash is { } hash) store.GetObject(hash);
        }
    }
}
