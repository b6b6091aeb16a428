namespace Quern.Testing.Kits;

/// <summary>Two that read one log for one stream at once, as two processes do of which each believes to be alone: whoever comes second is refused by the log, or what they read by the stream.</summary>
internal static class FeedRace
{
    private const int Rounds = 6;

    public static void Run(FeedTrial trial)
    {
        trial.Log.Write(20);
        var said = new string[2];
        using var done = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, 2).Select(reader => Task.Factory.StartNew(() => Read(trial, finding => said[reader] = finding, done.Token), TaskCreationOptions.LongRunning))];
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                Thread.Sleep(FedStream.Poll);
                trial.Log.Write(20);
            }

            trial.Stream.Until(() => trial.Log.IsIn(trial.Stream) || readers.Any(reader => reader.IsFaulted), () => Thread.Sleep(FedStream.Poll), () => $"{trial.Log.Compare(trial.Stream)}; one reader says: {said[0]}; the other: {said[1]}");
        }
        finally
        {
            done.Cancel();
            Task.WaitAll(readers);
        }

        trial.ReadAll();
    }

    private static void Read(FeedTrial trial, Action<string> say, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            try
            {
                using var reader = trial.Stream.TryOpen(trial.Place.Source, CancellationToken.None);
                while (!done.IsCancellationRequested)
                {
                    trial.Step(reader);
                    say(reader.Health.ToString());
                }
            }
            catch (QuernException e)
            {
                say(e.Findings[0].ToString());
            }

            done.WaitHandle.WaitOne(FedStream.Poll);
        }
    }
}
