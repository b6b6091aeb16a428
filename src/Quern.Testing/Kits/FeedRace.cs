namespace Quern.Testing.Kits;

/// <summary>Two that read one log for one stream at once, as two processes do of which each believes to be alone: whoever comes second is refused by the log, or what they read by the stream.</summary>
internal static class FeedRace
{
    private const int Rounds = 6;

    public static void Run(FeedTrial trial)
    {
        trial.Log.Write(20);
        using var done = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() => Read(trial, done.Token), TaskCreationOptions.LongRunning))];
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                Thread.Sleep(FedStream.Poll);
                trial.Log.Write(20);
            }

            trial.Stream.Until(() => trial.Log.IsIn(trial.Stream) || readers.Any(reader => reader.IsFaulted), () => Thread.Sleep(FedStream.Poll), () => trial.Log.Compare(trial.Stream));
        }
        finally
        {
            done.Cancel();
            Task.WaitAll(readers);
        }

        trial.ReadAll();
    }

    private static void Read(FeedTrial trial, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            FeedTrial.Try(() =>
            {
                using var reader = trial.Stream.TryOpen(trial.Place.Source, CancellationToken.None);
                while (!done.IsCancellationRequested) trial.Step(reader);
            });
            done.WaitHandle.WaitOne(FedStream.Poll);
        }
    }
}
