using Quern.Cli.Projects;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Planning.Shards;
using Quern.Protocol.Streams;
using Quern.Stores.Lmdb;

namespace Quern.Cli.Pushing;

/// <summary>Takes events in this process, as a server would. What has come is in the online state when it is disposed.</summary>
internal sealed class LocalDoor : IEventDoor
{
    private const string Busy = "QRN4032";
    private readonly IOnlineStore _online;
    private readonly LmdbOnlineStore _log;
    private readonly StreamIngest _ingest;

    /// <exception cref="QuernException">A server, or another push, takes the project's events.</exception>
    public LocalDoor(Project project, RepositoryPlan plan, IClock clock)
    {
        _online = OnlineStores.Open(project);
        try
        {
            _log = OnlineStores.OpenLog(project, _online);
            _ingest = new(_log, _online, clock, new());
            _ingest.Use(project.OwnPlan(plan), project.OwnPlan(ProjectShards.Place(project, plan).PlanOf(ShardDefinition.DefaultName)));
        }
        catch
        {
            _ingest?.Dispose();
            _log?.Dispose();
            _online.Dispose();
            throw;
        }
    }

    public async Task<PushResult> PushAsync(string stream, IReadOnlyList<EventLine> lines, CancellationToken cancellation)
    {
        var reader = new EventReader(_ingest.SchemaOf(stream));
        foreach (var line in lines) reader.Read(line.Text.Span);
        var (events, backoff) = (reader.Events, new Backoff());
        while (true)
        {
            try
            {
                var report = await _ingest.PushAsync(stream, events, reader.Unread).ConfigureAwait(false);
                return new(report.Accepted, report.Duplicate, report.Late, [.. report.Refused.Select(refusal => new RefusedLine(lines[refusal.Index], refusal.Code, refusal.Reason))]);
            }
            catch (QuernException e) when (e.Findings[0].Code == Busy)
            {
                if (!await backoff.WaitAsync(cancellation).ConfigureAwait(false)) throw;
            }
        }
    }

    public void Dispose()
    {
        _ingest.Dispose();
        _log.Dispose();
        _online.Dispose();
    }
}
