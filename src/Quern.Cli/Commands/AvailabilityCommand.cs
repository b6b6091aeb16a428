using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Served;
using Quern.Planning;
using Quern.Stores.Served;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Says how what services promise of their views at points in time was kept, over the log of what was served.</summary>
internal static class AvailabilityCommand
{
    private const int Broken = 1;

    public static Command Create(SharedOptions shared)
    {
        var names = new Argument<string[]>("name") { Description = "Services, or points in time; by default all services that promise something.", Arity = ArgumentArity.ZeroOrMore };
        var from = new Option<string?>("--from") { Description = "From which instant of reads on; by default from the first." };
        var to = new Option<string?>("--to") { Description = "Up to which instant of reads; by default to the last." };
        var gate = new Option<bool>("--gate") { Description = "Exit with 1 when a promise was not kept." };
        var command = new Command("availability", "Say in which share of reads the features of a view were there, and young enough, at the point in time at which a service is asked for.") { names, from, to, gate };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(names)!, Instants.Between(run.Value(from), run.Value(to)), run.Value(gate)));
        return command;
    }

    private static int Run(CommandRun run, string[] names, (Instant? From, Instant? To) asked, bool gate)
    {
        using var applied = AppliedProject.Open(run.Project);
        var services = Services(applied.Plan, names);
        var served = new Interval(asked.From ?? Instant.Min, asked.To ?? Instant.Max);
        (ServicePlan, IReadOnlyList<AvailabilityReport>)[] reports = [.. services.Select(service => (service, Measure(run, applied, service, served)))];
        AvailabilityView.Write(run.Output, applied.Plan.Definition.PointsInTime, served, reports);
        return gate && reports.Any(report => report.Item2.Any(promise => !promise.IsKept)) ? Broken : 0;
    }

    private static IReadOnlyList<AvailabilityReport> Measure(CommandRun run, AppliedProject applied, ServicePlan service, Interval served)
    {
        using var history = new ServedHistory(run.Project.Served, service.Name!, TimeProvider.System, Machine.Resources(run.Project));
        return AvailabilityScan.Run(history, new(service.Name!, $"{applied.Commit.Number}", service), served, run.Cancellation);
    }

    // What is named twice is told once.
    private static IReadOnlyList<ServicePlan> Services(RepositoryPlan plan, string[] names)
    {
        ServicePlan[] promising = [.. plan.Services.Values.Where(service => service.Availability.Count > 0)];
        var findings = new List<Finding>();
        foreach (var name in names.Where(name => !plan.Services.ContainsKey(name) && plan.Definition.PointsInTime.All(point => point.Name != name)))
            findings.Add(new("QRN6350", $"there is no service or point in time '{name}'", $"The services are: {List(plan.Services.Keys)}. The points in time are: {List(plan.Definition.PointsInTime.Select(point => point.Name))}.", "Apply it first if it is new."));
        ServicePlan[] found = [.. promising.Where(service => names.Length == 0 || names.Contains(service.Name) || names.Contains(service.PointInTime))];
        if (findings.Count == 0 && found.Length == 0)
            findings.Add(new("QRN6351", $"{(names.Length == 0 ? "no service promises" : $"{List(names)} promise nothing")} that views are available", Hint: "Write service.At(Checkout).Available(view, within: \"30m\", share: 0.99), and apply it."));
        return findings.Count == 0 ? found : throw new QuernException(findings);
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("none"));
}
