using System.CommandLine;
using System.Globalization;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Definitions;
using Quern.Engine.Online;
using Quern.Engine.Sources;
using Quern.Protocol.Audits;
using Quern.Protocol.Objectives;
using Quern.Server;

namespace Quern.Cli.Commands;

/// <summary>Sources, views and services at a glance.</summary>
internal static class StatusCommand
{
    public static Command Create(SharedOptions shared)
    {
        var command = new Command("status", "Sources, views, how fresh they are, and services, at a glance.");
        var server = new Option<string?>("--server") { Description = "A server of the project, such as http://127.0.0.1:6566: how its streams are right now. Without it the feeds of quern.json are asked for at the default address." };
        command.Options.Add(server);
        CommandRun.Bind(command, shared, run => Run(run, run.Value(server)));
        return command;
    }

    private static async Task<int> Run(CommandRun run, string? server)
    {
        var feeds = await FeedStatusView.Ask(run.Project, server ?? new ServerOptions().Url, run.Cancellation).ConfigureAwait(false);
        var served = server is null ? null : await ServedStreams.AskAsync(server, run.Cancellation).ConfigureAwait(false);
        var audits = server is null ? [] : (await ServerQuery.AskAsync<AuditsShape>(server, "/v1/audits", run.Cancellation).ConfigureAwait(false))?.Services ?? [];
        var objectives = server is null ? [] : (await ServerQuery.AskAsync<ObjectivesShape>(server, "/v1/objectives", run.Cancellation).ConfigureAwait(false))?.Objectives ?? [];
        using var applied = AppliedProject.Open(run.Project);
        using var reader = Machine.Reader(run.Project);
        var map = ProjectShards.Place(run.Project, applied.Plan);
        using var shared = run.Project.OpenParts();
        var tables = shared is null ? [] : TableStatus.Of(run.Project, shared, run.Cancellation);
        var parts = shared is null ? [] : PartStatus.Of(shared).Select(part => part with { TableLag = tables.Single(table => table.Stream == part.Stream).Lags.TryGetValue(part.Name, out var lag) ? lag : null }).ToArray();
        var stores = map.Names.ToDictionary(shard => shard, shard => States(run.Project, shard));
        var sources = applied.Plan.Definition.Sources.Select(source => Describe(source, reader)).ToArray();
        var views = applied.Plan.Views.Values.SelectMany(view => map.ShardsOf(view.Reference).Select(shard => (
            View: view,
            Shard: map.IsSharded ? shard : null,
            State: run.Project.IsShared(view) ? shared!.StateOf(view) : stores[shard].States.GetValueOrDefault((view.Reference, view.Hash)),
            Pause: stores[shard].Pauses.GetValueOrDefault(view.Reference)))).ToArray();
        var streams = StreamStatus.Of(applied.Plan, reader.Log, run.Project, [.. views.Select(view => view.State).OfType<ViewState>()], shared);
        run.Output.Json(new
        {
            project = run.Project.File.Project,
            commit = applied.Commit.Number,
            sources,
            streams,
            served,
            parts,
            tables,
            feeds,
            audits,
            objectives,
            shards = map.IsSharded ? map.Shards.Select(shard => new { shard.Name, shard.Url, services = map.PlanOf(shard.Name).Services.Count, views = map.PlanOf(shard.Name).Views.Count }) : null,
            views = views.Select(item => new { view = item.View.Reference, shard = item.Shard, features = item.View.Features.Count, materializedTo = item.State?.MaterializedTo?.ToString(), running = item.State?.Job is not null, paused = PauseView.Shape(item.Pause) }),
            services = applied.Plan.Services.Values.Select(service => new { service.Name, shard = map.IsSharded ? map.ShardOf(service.Name!) : null, features = service.Outputs.Count }),
        });

        run.Output.Line($"project {run.Project.File.Project}, commit {applied.Commit.Number} of {applied.Commit.Time}");
        foreach (var source in sources) run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"  source   {source.Name,-24} {source.Rows,10:N0} rows  {source.Format}{(source.Problem is null ? "" : $"  {source.Problem}")}"));
        foreach (var stream in streams) run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"  stream   {stream.Name,-24} {stream.Events,10:N0} events  {stream.Text}"));
        foreach (var stream in served ?? []) run.Output.Line($"  served   {stream.Stream,-24} {ServedStreams.Text(stream)}");
        foreach (var part in parts) run.Output.Line($"  part     {part.Name,-24} {part.Text}");
        foreach (var table in tables) run.Output.Line($"  table    {table.Stream,-24} {table.Text}");
        foreach (var feed in feeds) run.Output.Line($"  feed     {feed.Stream,-24} {FeedStatusView.Text(feed, server ?? new ServerOptions().Url)}");
        foreach (var shard in map.IsSharded ? map.Shards : []) run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"  shard    {shard.Name,-24} {map.PlanOf(shard.Name).Services.Count,10} services  {map.PlanOf(shard.Name).Views.Count} views{(shard.Url is { } url ? $", at {url}" : "")}"));
        foreach (var (view, shard, state, pause) in views) run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"  view     {view.Reference,-24} {view.Features.Count,10} features  {Freshness(state)}{(pause is null ? "" : $", {PauseView.Text(pause)}")}{In(shard)}"));
        foreach (var service in applied.Plan.Services.Values) run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"  service  {service.Name,-24} {service.Outputs.Count,10} features{In(map.IsSharded ? map.ShardOf(service.Name!) : null)}"));
        foreach (var move in ShardMove.Of(run.Project, applied.Plan, map)) run.Output.Line($"  moved    {move.Text}");
        foreach (var audit in audits) run.Output.Line($"  audit    {audit.Service,-24} {Audited(audit)}");
        foreach (var objective in objectives) run.Output.Line($"  promise  {objective.Name,-24} {Promised(objective)}");
        return 0;
    }

    private static string In(string? shard) => shard is null ? "" : $"  in shard {shard}";

    private static (IReadOnlyDictionary<(string View, string Hash), ViewState> States, IReadOnlyDictionary<string, ViewPause> Pauses) States(Project project, string shard)
    {
        using var store = OnlineStores.OpenWritten(project, shard);
        if (store is null) return (new Dictionary<(string, string), ViewState>(), new Dictionary<string, ViewPause>());
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return (OnlineCatalog.List(snapshot).ToDictionary(state => (state.View, state.Hash)), PauseCatalog.Lasting(store));
    }

    // A source that cannot be read now is told beside the others.
    private static SourceStatus Describe(SourceDefinition source, ISourceReader reader)
    {
        var format = source.Format.ToString().ToLowerInvariant();
        try
        {
            return new(source.Name, format, source.Location, reader.EstimateRows(source), null);
        }
        catch (QuernException exception)
        {
            return new(source.Name, format, source.Location, null, $"{exception.Findings[0].Code}: {exception.Findings[0].Message}");
        }
    }

    private static string Audited(AuditedServiceShape audit)
    {
        if (audit.Trouble is { } trouble) return trouble.ReplaceLineEndings(" ");
        if (audit.Vectors == 0) return "nothing of the last hour is settled yet";
        var causes = audit.Causes.GroupBy(cause => cause.Cause).Select(cause => $"{cause.Key} {Numbers.Count(cause.Sum(rate => rate.Values))}");
        return $"of the last hour {Numbers.Count(audit.Vectors, "vector")} compared, {Numbers.Count(audit.Different)} of {Numbers.Count(audit.Values, "value")} differ{(audit.Different > 0 ? $": {string.Join(", ", causes)}" : "")}";
    }

    private static string Promised(ObjectiveShape objective) => objective.All == 0
        ? $"nothing of {objective.Kind} of {objective.Subject} was counted yet"
        : $"{Share(objective.Good / (double)objective.All)} of {Numbers.Count(objective.All)} good, promised {Share(objective.Target)}; {objective.BudgetLeft.ToString("0 %", CultureInfo.InvariantCulture)} of the error budget left{(objective.Burning is { } burning ? $", burning {burning}" : "")}";

    // 99.99 % is not 100 %.
    private static string Share(double share) => share.ToString("0.#### %", CultureInfo.InvariantCulture);

    private static string Freshness(ViewState? state) => state switch
    {
        { Job: { } job } => $"materialization stopped at bucket {job.BucketsDone} of {job.Buckets}: 'quern materialize' goes on",
        { MaterializedTo: { } to } => $"online to {to}",
        _ => "not online: 'quern materialize'",
    };

    private sealed record SourceStatus(string Name, string Format, string Location, long? Rows, string? Problem);
}
