using System.Text.Json;
using Quern.Connectors.Kafka;
using Quern.Connectors.Postgres;
using Quern.Engine.Feeds;
using Quern.Planning;

namespace Quern.Connectors.Feeds;

/// <summary>Reads what a project's settings say of feeds: under the name of each stream an object with one member, the kind of log that feeds it.</summary>
public static class FeedSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "streams";

    private static readonly Dictionary<string, Func<SettingsObject, List<Finding>, IFeedSource>> Kinds = new()
    {
        [KafkaFeed.KindName] = KafkaSettingsReader.Read,
        [PostgresFeed.KindName] = PostgresSettingsReader.Read,
    };

    /// <summary>Reads them.</summary>
    /// <param name="streams">The member's value.</param>
    /// <param name="findings">Gets everything that is wrong. What is read is of use only while nothing is.</param>
    /// <returns>What feeds each stream.</returns>
    public static IReadOnlyDictionary<string, IFeedSource> Read(JsonElement streams, List<Finding> findings)
    {
        var sources = new Dictionary<string, IFeedSource>(StringComparer.Ordinal);
        var all = new SettingsObject(streams, Name, findings);
        foreach (var stream in all.Members)
        {
            var kinds = new SettingsObject(stream.Value, all.PathOf(stream.Name), findings);
            foreach (var member in kinds.Members)
                if (Kinds.TryGetValue(member.Name, out var read)) sources[stream.Name] = read(new(member.Value, kinds.PathOf(member.Name), findings), findings);
                else findings.Add(FeedFindings.Setting(kinds.PathOf(member.Name), "is no kind of feed", $"The kinds are: {string.Join(", ", Kinds.Keys)}."));
            if (kinds.Members.Count != 1 && stream.Value.ValueKind == JsonValueKind.Object)
                findings.Add(FeedFindings.Setting(all.PathOf(stream.Name), "must have one feed", $"Give it one of: {string.Join(", ", Kinds.Keys)}."));
        }

        return sources;
    }

    /// <summary>Compares feeds with definitions.</summary>
    /// <returns>Warnings: streams that no source has, and columns that no record has.</returns>
    public static IReadOnlyList<Finding> Compare(IReadOnlyDictionary<string, IFeedSource> sources, RepositoryPlan plan)
    {
        var findings = new List<Finding>();
        var known = plan.Definition.Sources.Where(source => source.Stream is not null).ToArray();
        foreach (var (stream, feed) in sources.OrderBy(source => source.Key, StringComparer.Ordinal))
            if (known.FirstOrDefault(source => source.Stream == stream) is not { } source) findings.Add(FeedFindings.NoStream(stream, feed.Name, known.Select(other => other.Stream!)));
            else
                foreach (var column in feed.Columns.Where(column => source.Schema.Fields.All(field => field.Column != column)))
                    findings.Add(FeedFindings.NoColumn(stream, column, source.Schema.Name, source.Schema.Fields.Select(field => field.Column)));
        return findings;
    }
}
