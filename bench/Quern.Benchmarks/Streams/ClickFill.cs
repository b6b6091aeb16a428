using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Server.Clocks;
using Quern.Stores.Lmdb;

namespace Quern.Benchmarks.Streams;

/// <summary>A log and online state with a day of clicks, taken in process as fast as it goes.</summary>
internal static class ClickFill
{
    /// <summary>Takes so many clicks into the stores of a folder that a <see cref="ClickServer"/> serves.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="events">How many; the last of them happen now.</param>
    /// <param name="users">Of how many users and items.</param>
    /// <param name="shops">Of how many shops.</param>
    /// <param name="filled">Called when all are acknowledged, with what takes more.</param>
    public static async Task RunAsync(string folder, long events, int users, int shops, Func<Func<Task>, Task> filled)
    {
        var (plan, _) = RepositoryPlanner.Plan(RepositoryReader.Read(new ClickFeatures()), new PlanOptions());
        var (end, step) = (new WallClock().Now.Microseconds, 86_400_000_000 / (events / StreamFloors.Batch));
        var clock = new ManualClock(new(end - 86_400_000_000));
        using var online = new LmdbOnlineStore(Path.Combine(folder, "online"));
        using var log = new LmdbOnlineStore(Path.Combine(folder, "streams"));
        using var ingest = new StreamIngest(log, online, clock, new() { Waiting = int.MaxValue, HeadRows = long.MaxValue }, failure => Console.Error.WriteLine(failure.Message));
        ingest.Use(plan!);
        var clicks = new ClickBatches(1, users, shops);
        var pushes = new Queue<Task>();
        for (var pushed = 0L; pushed < events; pushed += StreamFloors.Batch)
        {
            clock.Set(new(Math.Min(end, clock.Now.Microseconds + step)));
            await PushAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(pushes).ConfigureAwait(false);
        clock.Set(new(end));
        await filled(PushAsync).ConfigureAwait(false);

        // A few wait together, as those of several clients would.
        async Task PushAsync()
        {
            pushes.Enqueue(ingest.PushAsync("clicks", clicks.Next(ingest.SchemaOf("clicks"), clock.Now)));
            if (pushes.Count >= 16) await pushes.Dequeue().ConfigureAwait(false);
        }
    }
}
