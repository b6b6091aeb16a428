using System.CommandLine;
using System.Globalization;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Registry;
using Quern.Planning.Snapshots;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Plans that wait for somebody to look at them: list them, show one, close one.</summary>
internal static class PlansCommand
{
    public static Command Create(SharedOptions shared)
    {
        var number = new Argument<int>("plan") { Description = "The number of the plan; 'quern plans' lists those that are open." };
        var show = new Command("show", "Show what a plan would change, or how it ended.") { number };
        var close = new Command("close", "End a plan that nobody wants any more.") { number };
        var command = new Command("plans", "List the open plans: changes that 'quern plan --open' kept, for 'quern apply --plan'.") { show, close };
        CommandRun.Bind(command, shared, List);
        CommandRun.Bind(show, shared, run => Show(run, run.Value(number)));
        CommandRun.Bind(close, shared, run => Close(run, run.Value(number)));
        return command;
    }

    private static int List(CommandRun run)
    {
        var store = run.Project.OpenRegistry();
        var (registry, head) = (new DefinitionRegistry(store), store.HeadNumber());
        (RegistryPlan Plan, ChangePlan Changes)[] plans = [.. store.OpenPlans().Select(registry.FindPlan).Select(plan => (plan, registry.ChangesOf(plan)))];
        run.Output.Json(plans.Select(each => new { each.Plan.Number, each.Plan.Over, each.Plan.Author, time = each.Plan.Time.ToString(), each.Plan.Message, changes = each.Changes.Changes.Count, stale = each.Plan.IsStale(head) }));
        foreach (var (plan, changes) in plans)
            run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"{plan.Number,5}  {plan.Time}  {plan.Author,-12} {PlanView.Tally(changes)}{(plan.IsStale(head) ? $" (stale: over commit {plan.Over ?? 0}, not {head})" : "")}  {plan.Message}").TrimEnd());
        if (plans.Length == 0) run.Output.Line("No plan is open: 'quern plan --open' opens one.");
        return 0;
    }

    private static int Show(CommandRun run, int number)
    {
        var store = run.Project.OpenRegistry();
        var registry = new DefinitionRegistry(store);
        var plan = registry.FindPlan(number);
        new PlanView(run.Output).Show(plan, registry.ChangesOf(plan), store.EndOfPlan(number));
        return 0;
    }

    private static int Close(CommandRun run, int number)
    {
        new DefinitionRegistry(run.Project.OpenRegistry()).ClosePlan(number, Machine.User, Instant.From(TimeProvider.System.GetUtcNow()));
        run.Output.Json(new { closed = number });
        run.Output.Line($"Plan {number} is closed.");
        return 0;
    }
}
