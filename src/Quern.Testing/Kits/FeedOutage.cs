namespace Quern.Testing.Kits;

/// <summary>A log that is out of reach for a while: whoever reads is told, whoever connects is told or gives up when they are told to, and nothing is lost.</summary>
internal static class FeedOutage
{
    public static void Run(FeedTrial trial)
    {
        trial.Log.Write(20);
        using (var reader = trial.Open())
        {
            trial.ReadAll(reader);
            using var away = trial.Place.Away();
            if (away is null) return;
            FeedTrial.Try(() => trial.Stream.Until(() => reader.Health.Trouble is not null, () => trial.Step(reader), () => "whoever reads is not told"));
            FeedTrial.Try(() => Connect(trial));
        }

        trial.Log.Write(20);
        trial.ReadOn();
    }

    private static void Connect(FeedTrial trial)
    {
        using var stop = new CancellationTokenSource();
        var began = trial.Stream.Time.GetTimestamp();
        using var stopping = new Timer(_ => stop.Cancel(), null, FedStream.Poll, Timeout.InfiniteTimeSpan);
        try
        {
            trial.Stream.TryOpen(trial.Place.Source, stop.Token).Dispose();
        }
        catch (OperationCanceledException)
        {
            // It gave up.
        }
        finally
        {
            KitFailure.Unless(trial.Stream.Time.GetElapsedTime(began) < trial.Stream.Patience, "whoever is told to stop goes on to connect");
        }
    }
}
