using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.PointInTime;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Cli.Commands;

/// <summary>One vector: as it is served now, or as of a past instant from history.</summary>
internal static class GetCommand
{
    public static Command Create(SharedOptions shared)
    {
        var service = new Argument<string>("service") { Description = "The service." };
        var keys = new Argument<string[]>("key=value") { Description = "The join keys and request fields.", Arity = ArgumentArity.OneOrMore };
        var at = new Option<string?>("--at") { Description = "As of this instant, computed from history; by default now, from the online state." };
        var explain = new Option<bool>("--explain") { Description = "Tell where each value comes from, as quern explain does." };
        var command = new Command("get", "Read one vector, as a table.") { service, keys, at, explain };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(service)!, run.Value(keys)!, Instants.Parse(run.Value(at)), run.Value(explain)));
        return command;
    }

    private static int Run(CommandRun run, string name, string[] pairs, Instant? at, bool explain)
    {
        using var applied = AppliedProject.Open(run.Project);
        var service = applied.Service(name);
        var (keys, requests) = KeyValues.Read(service, pairs);
        var now = at ?? Instant.From(TimeProvider.System.GetUtcNow());
        if (explain) return ExplainCommand.Explain(run, applied, service, keys, requests, at);
        var columns = at is null ? Online(run.Project, applied.Plan, service, now, keys, requests) : History(run, service, now, keys, requests);
        new VectorView(run.Output).Show(service, now, columns);
        return 0;
    }

    private static ResultColumn[] Online(Project project, RepositoryPlan plan, ServicePlan service, Instant now, IReadOnlyList<Column> keys, IReadOnlyList<Column> requests)
    {
        using var local = new LocalVectors(project, plan, service);
        var batch = new VectorBatch(service);
        local.Vectors.Read(keys, requests, 1, now, batch);
        return [.. service.Outputs.Select(batch.Of)];
    }

    private static ResultColumn[] History(CommandRun run, ServicePlan service, Instant at, IReadOnlyList<Column> keys, IReadOnlyList<Column> requests)
    {
        using var reader = Machine.Reader(run.Project);
        var result = new HistoryEngine(reader, Machine.Limits).Compute(HistoryRequest.At(service, at, keys, requests), null, run.Cancellation);
        return [.. service.Outputs.Select(result.Of)];
    }
}
