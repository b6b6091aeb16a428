namespace Quern.Testing.Kits;

/// <summary>How long readers wait: whoever reads looks at other things between two calls.</summary>
internal static class FeedWaiting
{
    private const int Calls = 10;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(20);

    public static void Run(FeedTrial trial)
    {
        using var reader = trial.Open();
        trial.Stream.Until(() => reader.Health.IsReading, () => trial.Step(reader), () => "it does not find its place");
        var waited = Take(trial, () =>
        {
            for (var i = 0; i < Calls; i++) trial.Stream.Step(reader, Wait);
        });
        // Nothing may be what is there to be read, at first.
        KitFailure.Unless(waited > Wait * (Calls / 2), $"{Calls} calls that may wait {Wait} each are over after {waited}");
        KitFailure.Unless(waited < (Wait * Calls) + Slack, $"{Calls} calls that may wait {Wait} each take {waited}");
        KitFailure.Unless(trial.Stream.Events == 0, "something came out of nothing");

        using var writing = Task.Run(() =>
        {
            Thread.Sleep(300);
            trial.Log.Write(0, 1);
        });
        waited = Take(trial, () => trial.Stream.Until(() => trial.Stream.Events > 0, () => trial.Stream.Step(reader, LongWait), () => "it never comes"));
        writing.Wait();
        KitFailure.Unless(waited < Slack, $"an event that was there after less than a second came after {waited}");
        trial.ReadAll(reader);
    }

    private static TimeSpan Take(FeedTrial trial, Action work)
    {
        var began = trial.Stream.Time.GetTimestamp();
        work();
        return trial.Stream.Time.GetElapsedTime(began);
    }
}
