using Quern.Definitions;
using Quern.Engine.Feeds;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Testing.Kits;

/// <summary>A stream in memory that readers of a feed are held against: it takes what they give as a feed does, and may lose all that a process holds.</summary>
internal sealed class FedStream : IDisposable
{
    public const string Name = "events";
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(20);
    private readonly TimeProvider _time;
    private readonly MemoryOnlineStore _log = new();
    private readonly MemoryOnlineStore _state = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-kit-").FullName;
    private RepositoryPlan _plan = Plan(new KitStream());
    private StreamIngest _ingest;
    private long _skipped;

    /// <param name="time">This machine's clock.</param>
    /// <param name="patience">How long is waited for what must come.</param>
    public FedStream(TimeProvider time, TimeSpan patience)
    {
        (_time, Patience) = (time, patience);
        _ingest = Start();
    }

    public TimeSpan Patience { get; }

    /// <summary>How long a reader is given to wait where more is to come.</summary>
    public static TimeSpan Poll { get; } = TimeSpan.FromMilliseconds(50);

    public TimeProvider Time => _time;

    /// <summary>What readers have told people.</summary>
    public List<Finding> Warnings { get; } = [];

    public long Events => new StreamLog(_log).End(Name);

    public IReadOnlyList<DeadLetter> Refused => DeadLetters.List(_log, Name);

    /// <summary>How many records were taken that held no event.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>Connects, as a feed does: again and again, until it goes well.</summary>
    public IFeedReader Open(IFeedSource source)
    {
        for (var began = _time.GetTimestamp(); ;)
        {
            try
            {
                return TryOpen(source, CancellationToken.None);
            }
            catch (QuernException e)
            {
                KitFailure.Unless(_time.GetElapsedTime(began) < Patience, $"it cannot be opened: {e.Findings[0]}");
                Thread.Sleep(Retry);
            }
        }
    }

    public IFeedReader TryOpen(IFeedSource source, CancellationToken stop) => source.Open(new(Name, _ingest, _folder, Warn), stop);

    /// <summary>Reads, makes what came durable, and says so.</summary>
    public void Step(IFeedReader reader, TimeSpan wait)
    {
        var batches = reader.Read(wait);
        if (batches.Count == 0) return;
        Take(batches);
        reader.Taken();
    }

    /// <summary>Makes batches durable, all at once as a feed does.</summary>
    /// <exception cref="QuernException">The stream cannot take one of them.</exception>
    public void Take(IReadOnlyList<FeedBatch> batches)
    {
        foreach (var batch in batches) Check(batch);
        (FeedBatch Batch, Task<PushReport> Taking)[] pushed = [.. batches.Select(batch => (batch, _ingest.PushAsync(Name, batch.Events, batch.Refused, batch.Position)))];
        foreach (var (batch, taking) in pushed)
        {
            taking.GetAwaiter().GetResult();
            Interlocked.Add(ref _skipped, batch.Skipped);
        }
    }

    /// <summary>Waits until something is so.</summary>
    public void Until(Func<bool> isSo, Action step, Func<string> otherwise)
    {
        for (var began = _time.GetTimestamp(); !isSo(); step()) KitFailure.Unless(_time.GetElapsedTime(began) < Patience, otherwise());
    }

    /// <summary>Goes on with other definitions of the stream.</summary>
    public void Use(FeatureRepository definitions)
    {
        _plan = Plan(definitions);
        _ingest.Use(_plan);
    }

    /// <summary>Loses what the process holds, but for what is durable. No reader is open.</summary>
    public void Crash()
    {
        _ingest.Dispose();
        _ingest = Start();
    }

    /// <summary>The events in the order in which they were taken, each as <see cref="KitSink"/> has it.</summary>
    public string[] Lines() => LinesOf(new StreamedSourceReader(new MemorySourceReader(), new(_log)));

    /// <summary>What these events would be.</summary>
    public string[] LinesOf(IReadOnlyList<KitEvent> events)
    {
        var memory = new MemorySourceReader();
        memory.Add(Name, events);
        return LinesOf(memory, SourceFormat.Parquet);
    }

    public void Dispose()
    {
        _ingest.Dispose();
        _log.Dispose();
        _state.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static RepositoryPlan Plan(FeatureRepository definitions) => RepositoryPlanner.Plan(RepositoryReader.Read(definitions), new PlanOptions()).Plan!;

    private static void Check(FeedBatch batch)
    {
        var count = batch.Events.Count + batch.Refused.Count;
        KitFailure.Unless(batch.Skipped >= 0 && batch.Count == count + batch.Skipped, $"a batch of {count} events says that it has {batch.Count} records, {batch.Skipped} of them empty");
        KitFailure.Unless(batch.Refused.Select(refusal => refusal.Index).Distinct().Count(index => index >= 0 && index < count) == batch.Refused.Count, "an event that is refused has no place of its own among those that came with it");
        for (var index = 0; index < count; index++) KitFailure.Unless(batch.Position.Place?.Invoke(index) is not "", "where an event lies is not said");
    }

    private string[] LinesOf(ISourceReader reader, SourceFormat? format = null)
    {
        var source = _plan.Definition.Sources.Single();
        int[] fields = [.. Enumerable.Range(0, source.Schema.Fields.Count)];
        var sink = new KitSink(fields);
        reader.Scan(new(source with { Format = format ?? source.Format }, fields, null, new(BadRowPolicy.Fail)), sink, CancellationToken.None);
        return sink.InOrder;
    }

    private void Warn(Finding finding)
    {
        lock (Warnings) Warnings.Add(finding);
    }

    private StreamIngest Start()
    {
        var ingest = new StreamIngest(_log, _state, new FakeClock(Instant.From(FeedLog.Start.AddYears(1))), new());
        ingest.Use(_plan);
        return ingest;
    }
}
