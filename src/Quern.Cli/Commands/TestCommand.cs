using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Definitions;
using Quern.Engine.Expectations;
using Quern.Engine.Sources;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Judges the rows that are there by what the project's files expect of them.</summary>
internal static class TestCommand
{
    private const int Unmet = 1;

    public static Command Create(SharedOptions shared)
    {
        var sources = new Argument<string[]>("source") { Description = "The sources; all that expect anything when none is named.", Arity = ArgumentArity.ZeroOrMore };
        var from = new Option<string?>("--from") { Description = "From which event time on; by default from the first." };
        var to = new Option<string?>("--to") { Description = "Up to which event time, and as of when rows together are judged; by default all, as of now." };
        var badRows = Quarantine.Option();
        var command = new Command("test", "Judge the rows of sources by what the project's files expect of them; exits with 1 when an expectation that does more than observe is not met.") { sources, from, to, badRows };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(sources)!, Instants.Between(run.Value(from), run.Value(to)), run.Value(badRows)));
        return command;
    }

    private static int Run(CommandRun run, string[] names, (Instant? From, Instant? To) asked, BadRowPolicy policy)
    {
        using var reader = Machine.Reader(run.Project);
        using var compiled = CompiledProject.Compile(run.Project, reader);
        var sources = Sources(compiled.Plan.Definition, names);
        using var quarantine = Quarantine.Open(run.Project, policy, "test");
        Interval? times = asked is (null, null) ? null : new(asked.From ?? Instant.Min, asked.To ?? new Instant(Instant.Max.Microseconds + 1));
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var asOf = asked.To is { } to && to < now ? to : now;
        var outcomes = sources.Select(source => (source.Name, Judge(run, reader, source, times, asOf, quarantine.Rows))).ToArray();
        run.Output.Findings(compiled.Warnings, onlyIfAny: true);
        ExpectationView.Write(run.Output, outcomes);
        if (Quarantine.Summary(quarantine) is { } summary) run.Output.Line(summary);
        return outcomes.Any(source => source.Item2.Any(outcome => outcome is { Holds: false, OnFail: not OnFail.Observe })) ? Unmet : 0;
    }

    private static IReadOnlyList<ExpectationOutcome> Judge(CommandRun run, ISourceReader reader, SourceDefinition source, Interval? times, Instant asOf, BadRows badRows)
    {
        using var progress = new ProgressLine();
        var (read, total) = (0L, reader.EstimateRows(source));
        return SourceTest.Run(reader, source, times, asOf, badRows, count => progress.Report($"testing {source.Name}", Interlocked.Add(ref read, count), total), run.Cancellation);
    }

    private static IReadOnlyList<SourceDefinition> Sources(RepositoryDefinition definition, string[] names)
    {
        var judged = definition.Sources.Where(source => source.Expectations.Count + source.SeriesExpectations.Count > 0).ToArray();
        if (names.Length == 0) return judged;
        var findings = names.Where(name => judged.All(source => source.Name != name)).Select(name => definition.Sources.Any(source => source.Name == name)
            ? new Finding("QRN6311", $"source '{name}' expects nothing of its rows", null, "Write what it expects: source.ExpectNotNull(row => row.Member).")
            : definition.Views.Any(view => view.Reference == name)
            ? new Finding("QRN6220", $"'{name}' is a view, and rows of sources are judged here", "What a view expects of its features is judged where values are made: in training sets.", $"name its source, '{definition.Views.First(view => view.Reference == name).Source.Name}', or make a training set.")
            : new Finding("QRN6304", $"there is no source '{name}'", $"The sources are: {string.Join(", ", definition.Sources.Select(source => source.Name))}.")).ToArray();
        return findings.Length == 0 ? [.. judged.Where(source => names.Contains(source.Name))] : throw new QuernException(findings);
    }
}
