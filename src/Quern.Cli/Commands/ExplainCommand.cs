using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.PointInTime;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Server.Explanations;
using Quern.Time;
using Quern.Values;

namespace Quern.Cli.Commands;

/// <summary>Where the values of one vector come from: definitions, online state, events, and whether what is served is what history says.</summary>
internal static class ExplainCommand
{
    private const int Events = 100;

    public static Command Create(SharedOptions shared)
    {
        var service = new Argument<string>("service") { Description = "The service." };
        var keys = new Argument<string[]>("key=value") { Description = "The join keys and request fields.", Arity = ArgumentArity.OneOrMore };
        var at = new Option<string?>("--at") { Description = "As of this instant, from history alone; by default now, as it is served and from history." };
        var command = new Command("explain", "Tell which events, which pieces of online state, which definitions and which code made each value of one vector.") { service, keys, at };
        CommandRun.Bind(command, shared, run =>
        {
            using var applied = AppliedProject.Open(run.Project);
            var plan = applied.Service(run.Value(service)!);
            var (joinKeys, requests) = KeyValues.Read(plan, run.Value(keys)!);
            return Explain(run, applied, plan, joinKeys, requests, Instants.Parse(run.Value(at)));
        });
        return command;
    }

    /// <summary>Explains one vector.</summary>
    public static int Explain(CommandRun run, AppliedProject applied, ServicePlan service, IReadOnlyList<Column> keys, IReadOnlyList<Column> requests, Instant? at)
    {
        var t = at ?? Instant.From(TimeProvider.System.GetUtcNow());
        var online = at is null ? Online(run.Project, applied.Plan, service, keys, requests, t) : null;
        using var reader = Machine.Reader(run.Project);
        var history = ExplainedVector.Compute(reader, service, keys, requests, t, run.Cancellation);
        var version = applied.Commit.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        new VectorExplanationView(run.Output).Show(new ExplanationShapes(service, keys, requests, t, history, online, Events).Explanation(version));
        return 0;
    }

    private static OnlineExplanation Online(Project project, RepositoryPlan plan, ServicePlan service, IReadOnlyList<Column> keys, IReadOnlyList<Column> requests, Instant t)
    {
        using var local = new LocalVectors(project, plan, service);
        return OnlineExplanation.Read(local.Vectors, service, keys, requests, t);
    }
}
