using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Connectors.Tests;
using Quern.Definitions;
using Quern.Engine.Streams;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>Brings events into streams by way of a log of somebody else's.</summary>
internal abstract class ScenarioFeed : IDisposable
{
    private static readonly FeedLimits Quick = new() { FirstRetry = TimeSpan.FromMilliseconds(10), LongestRetry = TimeSpan.FromMilliseconds(200), Poll = TimeSpan.FromMilliseconds(10) };

    /// <summary>Writes records into the log and waits until the stream has them.</summary>
    /// <param name="ingest">Takes the events.</param>
    /// <param name="source">The stream's source.</param>
    /// <param name="records">Its records.</param>
    /// <param name="count">How many events the stream has had.</param>
    public void Feed(StreamIngest ingest, SourceDefinition source, IReadOnlyCollection<object> records, Func<long> count)
    {
        var findings = new List<Finding>();
        using var settings = JsonDocument.Parse(JsonSerializer.Serialize(new Dictionary<string, object> { [source.Name] = Write(source, records) }));
        using var host = new FeedHost(FeedSettings.Read(settings.RootElement, findings), Quick, TimeProvider.System) { Folder = "unused" };
        findings.ShouldBeEmpty();
        host.Use(ingest, (_, _) => { });
        Eventually.So(() => count() == records.Count, () => $"{count()} of {records.Count} events: {host.Status[0]}");
    }

    public abstract void Dispose();

    /// <summary>Writes records into a log that nobody has read, and gives the settings of a feed that reads it.</summary>
    protected abstract object Write(SourceDefinition source, IReadOnlyCollection<object> records);
}
