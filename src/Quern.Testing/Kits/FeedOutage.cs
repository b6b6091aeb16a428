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
            Connect(trial);
        }

        trial.Log.Write(20);
        trial.ReadOn();
    }

    private static void Connect(FeedTrial trial)
    {
        var began = trial.Stream.Time.GetTimestamp();
        FeedTrial.Try(() => trial.OpenBriefly().Dispose());
        KitFailure.Unless(trial.Stream.Time.GetElapsedTime(began) < trial.Stream.Patience, "whoever is told to stop goes on to connect");
    }
}
