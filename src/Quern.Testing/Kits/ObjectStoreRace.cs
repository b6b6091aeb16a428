namespace Quern.Testing.Kits;

/// <summary>Several create the same keys at once, each with content of its own.</summary>
internal static class ObjectStoreRace
{
    private const int Writers = 4;
    private const int Keys = 25;

    public static void Run(IObjectStorePlace place)
    {
        var won = new List<int>[Writers];
        using var start = new Barrier(Writers);
        Task.WaitAll([.. Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(() => won[writer] = Create(place, writer, start), TaskCreationOptions.LongRunning))]);
        using var store = place.Open();
        for (var key = 0; key < Keys; key++)
        {
            int[] winners = [.. Enumerable.Range(0, Writers).Where(writer => won[writer].Contains(key))];
            KitFailure.Unless(winners.Length == 1, $"key {key} was won by {winners.Length} writers");
            KitFailure.Unless(ObjectStoreKit.Text(store.Get($"log/{key}", CancellationToken.None)) == $"writer {winners[0]}", $"key {key} is not its winner's");
        }
    }

    private static List<int> Create(IObjectStorePlace place, int writer, Barrier start)
    {
        using var store = place.Open();
        var won = new List<int>();
        start.SignalAndWait();
        for (var key = 0; key < Keys; key++)
            if (store.TryCreate($"log/{key}", ObjectStoreKit.Bytes($"writer {writer}"), CancellationToken.None))
                won.Add(key);
        return won;
    }
}
