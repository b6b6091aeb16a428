using Quern.Connectors.Tests.S3;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Stores.Delta;
using Quern.Stores.Sources;
using Quern.Stores.Streams;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>The events of a scenario as history has them that came by streams: taken into a log, written from there into tables, and read out of these.</summary>
internal sealed class ScenarioHistory : MovedSources
{
    private static readonly FakeClock Clock = new(Instant.From(DateTimeOffset.MaxValue.AddDays(-1)));
    private readonly string _tables;
    private readonly DuckSourceReader _reader;

    /// <param name="place">Gets the tables.</param>
    /// <param name="isInObjects">Whether in its bucket, and not in its folder.</param>
    /// <param name="feed">Where the events come from; null when they are pushed.</param>
    /// <param name="run">The scenario, whose sources become streams.</param>
    public ScenarioHistory(S3Place place, bool isInObjects, ScenarioFeed? feed, ScenarioRun run)
    {
        var name = $"history-{Guid.NewGuid():n}";
        _tables = isInObjects ? $"s3://{S3Place.Bucket}/{name}" : Path.Combine(place.Folder, name);
        using var log = new MemoryOnlineStore();
        using var state = new MemoryOnlineStore();
        SourceDefinition[] streams = [.. run.Plan.Definition.Sources.Select(source => source with { Stream = source.Name })];
        using (var ingest = new StreamIngest(log, state, Clock, new()))
        {
            // History is what is asked for: no view is served meanwhile.
            ingest.Use(run.Plan with { Definition = run.Plan.Definition with { Sources = streams }, Views = new Dictionary<string, ViewPlan>() });
            foreach (var source in streams)
                if (feed is null) Push(ingest, source, run.RecordsOf(source));
                else feed.Feed(ingest, source, [.. run.RecordsOf(source)], () => new StreamLog(log).End(source.Name));
        }

        using (var history = new StreamHistory(new(log), new DeltaHistoryTables(isInObjects ? TablePlace.Of(place.Storage, new(S3Place.Bucket, name)) : TablePlace.Of(_tables), TimeProvider.System, new() { Threads = 1 })))
            foreach (var source in streams) history.Write(source.Name);
        _reader = new(place.Folder, new() { Threads = 1 }, storage: place.Storage);
    }

    protected override ISourceReader Reader => _reader;

    public override void Dispose() => _reader.Dispose();

    protected override SourceDefinition Moved(SourceDefinition source) => source with { Format = SourceFormat.Delta, Location = $"{_tables}/{source.Name}" };

    private static void Push(StreamIngest ingest, SourceDefinition source, IEnumerable<object> records)
    {
        // One by one where later ones replace earlier ones.
        foreach (var together in records.Chunk(source.EventKey is null ? 1000 : 1))
            ingest.PushAsync(source.Name, RecordField.Batch(source.Schema, together)).GetAwaiter().GetResult().Refused.ShouldBeEmpty();
    }
}
