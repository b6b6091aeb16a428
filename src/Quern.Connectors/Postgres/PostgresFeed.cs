using Quern.Engine.Feeds;

namespace Quern.Connectors.Postgres;

/// <summary>A table of PostgreSQL as the feed of a stream, by logical replication.</summary>
internal sealed class PostgresFeed(PostgresSettings settings) : IFeedSource
{
    public const string KindName = "postgres";

    public PostgresSettings Settings => settings;

    public string Kind => KindName;

    public string Name => $"table '{settings.FullName}'";

    public IReadOnlyCollection<string> Columns => [.. new[] { settings.Operation, settings.CommitTime }.OfType<string>()];

    public IReadOnlyList<Finding> Check()
    {
        var findings = new List<Finding>();
        Resolve(findings);
        return findings;
    }

    public FeedProbe Probe(TimeProvider time, CancellationToken stop)
    {
        var findings = new List<Finding>();
        return Resolve(findings) is { } server ? new PostgresProbe(settings, server, time, stop).Run() : new(null, null, findings);
    }

    public IFeedReader Open(FeedTarget target, CancellationToken stop)
    {
        var findings = new List<Finding>();
        return Resolve(findings) is { } server ? PostgresReader.Open(settings, server, target, stop) : throw new QuernException(findings);
    }

    private PostgresServer? Resolve(List<Finding> findings) => PostgresServer.Resolve(settings.Connection, $"{settings.Path}.connection", findings);
}
