using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Definitions;
using Quern.Engine.Expectations;
using Quern.Engine.Expectations.Features;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Judges the rows that are there by what the project's files expect of them.</summary>
internal static class TestCommand
{
    private const int Unmet = 1;

    public static Command Create(SharedOptions shared)
    {
        var names = new Argument<string[]>("name") { Description = "The sources and views; all that expect anything when none is named.", Arity = ArgumentArity.ZeroOrMore };
        var from = new Option<string?>("--from") { Description = "From which event time on rows are judged; by default from the first." };
        var to = new Option<string?>("--to") { Description = "Up to which event time, and as of when rows together and features are judged; by default all, as of now." };
        var badRows = Quarantine.Option();
        var command = new Command("test", "Judge the rows of sources, and the features of views, by what the project's files expect of them; exits with 1 when an expectation that does more than observe is not met.") { names, from, to, badRows };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(names)!, Instants.Between(run.Value(from), run.Value(to)), run.Value(badRows)));
        return command;
    }

    private static int Run(CommandRun run, string[] names, (Instant? From, Instant? To) asked, BadRowPolicy policy)
    {
        using var reader = Machine.Reader(run.Project);
        using var compiled = CompiledProject.Compile(run.Project, reader);
        var (sources, views) = Named(compiled.Plan, names);
        using var quarantine = Quarantine.Open(run.Project, policy, "test");
        Interval? times = asked is (null, null) ? null : new(asked.From ?? Instant.Min, asked.To ?? new Instant(Instant.Max.Microseconds + 1));
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var asOf = asked.To is { } to && to < now ? to : now;
        var outcomes = sources.Select(source => (source.Name, Judge(run, reader, source, times, asOf, quarantine.Rows))).ToArray();
        var reports = views.Select(view => Judge(run, reader, view, asOf, quarantine.Rows)).ToArray();
        run.Output.Findings(compiled.Warnings, onlyIfAny: true);
        ExpectationView.Write(run.Output, outcomes, reports);
        if (Quarantine.Summary(quarantine) is { } summary) run.Output.Line(summary);
        return outcomes.SelectMany(source => source.Item2).Concat(reports.SelectMany(view => view.Outcomes)).Any(outcome => outcome is { Holds: false, OnFail: not OnFail.Observe }) ? Unmet : 0;
    }

    private static ViewTestReport Judge(CommandRun run, ISourceReader reader, ViewPlan view, Instant asOf, BadRows badRows)
    {
        using var progress = run.Progress();
        return ViewTest.Run(reader, Machine.Limits, view, asOf, lookedAt: null, badRows, progress.Report, run.Cancellation);
    }

    private static IReadOnlyList<ExpectationOutcome> Judge(CommandRun run, ISourceReader reader, SourceDefinition source, Interval? times, Instant asOf, BadRows badRows)
    {
        using var progress = run.Progress();
        var (read, total) = (0L, reader.EstimateRows(source));
        return SourceTest.Run(reader, source, times, asOf, badRows, count => progress.Report($"testing {source.Name}", Interlocked.Add(ref read, count), total), run.Cancellation);
    }

    private static (IReadOnlyList<SourceDefinition> Sources, IReadOnlyList<ViewPlan> Views) Named(RepositoryPlan plan, string[] names)
    {
        var sources = plan.Definition.Sources.Where(source => source.Expectations.Count + source.SeriesExpectations.Count > 0).ToArray();
        ViewPlan[] views = [.. plan.Views.Values.Where(view => view.Definition.Expectations.Count > 0).OrderBy(view => view.Reference, StringComparer.Ordinal)];
        if (names.Length == 0) return (sources, views);
        var findings = names.Where(name => sources.All(source => source.Name != name) && views.All(view => view.Reference != name)).Select(name =>
            plan.Definition.Sources.Any(source => source.Name == name) ? new Finding("QRN6311", $"source '{name}' expects nothing of its rows", null, "Write what it expects: source.ExpectNotNull(row => row.Member).")
            : plan.Views.ContainsKey(name) ? new Finding("QRN6220", $"view '{name}' expects nothing of its features", null, "Write what it expects: view.ExpectNotNull(\"feature\").")
            : new Finding("QRN6304", $"there is no source and no view '{name}'", $"The sources are: {string.Join(", ", plan.Definition.Sources.Select(source => source.Name))}. The views are: {string.Join(", ", plan.Views.Keys)}.")).ToArray();
        return findings.Length == 0 ? ([.. sources.Where(source => names.Contains(source.Name))], [.. views.Where(view => names.Contains(view.Reference))]) : throw new QuernException(findings);
    }
}
