using Quern.Engine.Feeds;

namespace Quern.Testing.Kits;

/// <summary>A log, what was written into it, and a stream that it feeds.</summary>
internal sealed class FeedTrial(IFeedSourcePlace place, TimeProvider time, TimeSpan patience, int seeds) : IDisposable
{
    public static IReadOnlyList<Moment> Moments { get; } = Enum.GetValues<Moment>();

    public IFeedSourcePlace Place => place;

    /// <summary>How many sequences of operations are generated.</summary>
    public int Seeds => seeds;

    public FedStream Stream { get; } = new(time, patience);

    public FeedLog Log { get; } = new(place, new(1));

    /// <summary>Connects to the log, which is there.</summary>
    public IFeedReader Open() => Stream.Open(place.Source);

    /// <summary>Tries to connect to the log, which may be out of reach, and is soon told to stop.</summary>
    /// <exception cref="QuernException">It cannot be read now.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public IFeedReader OpenBriefly()
    {
        using var stop = new CancellationTokenSource(FedStream.Poll);
        return Stream.TryOpen(place.Source, stop.Token);
    }

    /// <summary>Reads until the stream has all that was written, and a little longer: each record is there once, and none is left.</summary>
    public void ReadAll(IFeedReader reader)
    {
        Stream.Until(() => Log.IsIn(Stream), () => Step(reader), () => Log.Compare(Stream));
        // What comes now comes twice.
        for (var i = 0; i < 2; i++) Step(reader);
        Log.Holds(Stream);
        Stream.Until(() => reader.Health.Lag is null or 0, () => Step(reader), () => $"all is taken, and {reader.Health.Lag} records are said to be left");
    }

    /// <summary>The same by a reader of its own.</summary>
    public void ReadAll()
    {
        using var reader = Open();
        ReadAll(reader);
    }

    /// <summary>The same by as many readers as it takes, as a feed does while connections end.</summary>
    public void ReadOn()
    {
        Stream.Until(() => Log.IsIn(Stream), () => Try(() =>
        {
            using var reader = Stream.TryOpen(place.Source, CancellationToken.None);
            Stream.Until(() => Log.IsIn(Stream), () => Step(reader), () => Log.Compare(Stream));
        }), () => Log.Compare(Stream));
        ReadAll();
    }

    /// <summary>Reads until there is something to be taken.</summary>
    public IReadOnlyList<FeedBatch> ReadSome(IFeedReader reader)
    {
        IReadOnlyList<FeedBatch> batches = [];
        Stream.Until(() => (batches = reader.Read(FedStream.Poll)).Any(batch => batch.Count > 0), () => Finish(reader, batches), () => "nothing comes");
        return batches;
    }

    /// <summary>Uses a reader up to some moment, at which it is thrown away.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="moment">When.</param>
    /// <param name="read">Reads once it is to read.</param>
    public void Leave(IFeedReader reader, Moment moment, Func<IReadOnlyList<FeedBatch>> read)
    {
        if (moment == Moment.Opened) return;
        var batches = read();
        if (moment == Moment.Read) return;
        Stream.Take(moment == Moment.PartIsDurable ? [.. batches.Take(1)] : batches);
        if (moment == Moment.Taken && batches.Count > 0) reader.Taken();
    }

    /// <summary>Does something that may fail as the port says it may; false when it did.</summary>
    public static bool Try(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception e) when (e is QuernException or OperationCanceledException)
        {
            return false;
        }
    }

    public void Step(IFeedReader reader)
    {
        Stream.Step(reader, FedStream.Poll);
        KitFailure.Unless(reader.Health.Lag is null or >= 0, $"{reader.Health.Lag} records are said to be left");
    }

    public void Dispose() => Stream.Dispose();

    private void Finish(IFeedReader reader, IReadOnlyList<FeedBatch> batches)
    {
        if (batches.Count == 0) return;
        Stream.Take(batches);
        reader.Taken();
    }
}

/// <summary>When a reader is thrown away.</summary>
internal enum Moment
{
    /// <summary>Before it has read.</summary>
    Opened,

    /// <summary>With what it gave in hand.</summary>
    Read,

    /// <summary>When some of that is durable.</summary>
    PartIsDurable,

    /// <summary>When all of it is, and the log does not know.</summary>
    Durable,

    /// <summary>When the log knows.</summary>
    Taken,
}
