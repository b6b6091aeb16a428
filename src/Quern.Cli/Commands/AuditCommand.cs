using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Definitions;
using Quern.Engine.Audit;
using Quern.Planning;
using Quern.Stores.Projects;
using Quern.Stores.Served;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Holds what was served against history, and says what differs and why: a gate for releases.</summary>
internal static class AuditCommand
{
    private const int TooMuch = 1;

    public static Command Create(SharedOptions shared)
    {
        var service = new Argument<string?>("service") { Description = "The service; by default all that are logged.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string?>("--from") { Description = "Reads from this instant on; by default from the first that is logged." };
        var to = new Option<string?>("--to") { Description = "Reads before this instant; by default to the last that is logged." };
        var last = new Option<string?>("--last") { Description = "Reads within this length of time before now, such as 1h." };
        var sample = new Option<double>("--sample") { Description = "The share of the logged join keys to look at.", DefaultValueFactory = _ => 1 };
        var vectors = new Option<int>("--vectors") { Description = "How many vectors of a service to look at, at most.", DefaultValueFactory = _ => 100_000 };
        var settle = new Option<string>("--settle") { Description = "How long to wait for late events, at most; vectors younger than that are left for later.", DefaultValueFactory = _ => "1h" };
        var asKnown = new Option<bool>("--as-known") { Description = "Hold values against what was known at their instants." };
        var rate = new Option<double>("--max-rate") { Description = "The share of values that may differ; with more the exit code is 1.", DefaultValueFactory = _ => 0 };
        var strict = new Option<bool>("--strict") { Description = "Late events and fallbacks count for --max-rate too." };
        var command = new Command("audit", "Compare what was served with history, to the bit, and name the cause of what differs.") { service, from, to, last, sample, vectors, settle, asKnown, rate, strict };
        CommandRun.Bind(command, shared, run =>
        {
            var findings = new List<Finding>();
            var options = new AuditRequest("", Interval(run.Value(from), run.Value(to), run.Value(last), findings), Now)
            {
                Sample = run.Value(sample) is > 0 and <= 1 and var share ? share : Complain(findings, 1.0, "QRN6204", $"--sample is no share: {Text(run.Value(sample))}", "Write a number above 0 and at most 1, such as 0.1."),
                MostVectors = run.Value(vectors) is > 0 and var most ? most : Complain(findings, 1, "QRN6204", $"--vectors is no number of vectors: {run.Value(vectors)}", "Write a whole number from 1."),
                Settle = Length("--settle", run.Value(settle)!, findings),
                AsKnown = run.Value(asKnown),
            };
            if (run.Value(rate) is not (>= 0 and <= 1)) findings.Add(new("QRN6204", $"--max-rate is no share: {Text(run.Value(rate))}", Hint: "Write a number from 0 to 1, such as 0.001."));
            return findings.Count == 0 ? Run(run, run.Value(service), options, run.Value(rate), run.Value(strict)) : throw new QuernException(findings);
        });
        return command;
    }

    private static Instant Now => Instant.From(TimeProvider.System.GetUtcNow());

    private static int Run(CommandRun run, string? service, AuditRequest options, double most, bool strict)
    {
        using var applied = AppliedProject.Open(run.Project);
        if (service is not null) applied.Service(service);
        var logged = ServedHistory.Services(run.Project.Served);
        string[] services = service is not null ? [service] : [.. logged.Where(applied.Plan.Services.ContainsKey)];
        if (services.Length == 0)
            throw new QuernException(new Finding("QRN6200", $"no service of project '{run.Project.File.Project}' has a log", $"Looked for: {run.Project.Served}", "Have services logged: \"log\": { \"sample\": 1 } in quern.json, then 'quern serve'."));
        using var reader = Machine.Reader(run.Project);
        AuditReport[] reports = [.. services.Select(name => Audit(run, reader, options with { Service = name }))];
        var passes = reports.All(report => report.Rate(strict) <= most);
        new AuditView(run.Output).Show(reports, most, strict, passes);
        return passes ? 0 : TooMuch;
    }

    private static AuditReport Audit(CommandRun run, ProjectReader reader, AuditRequest request)
    {
        using var history = new ServedHistory(run.Project.Served, request.Service, TimeProvider.System, Machine.Resources(run.Project));
        using var versions = new AuditedVersions(run.Project.OpenRegistry(), request.Service);
        var current = versions.Latest()!;
        CheckHistory(current.Plan, reader);
        using var progress = run.Progress();
        return new SkewAudit(history, reader, Machine.Limits, versions.Find).Run(request, current, progress.Report, run.Cancellation);
    }

    // Without it everything would differ, and every difference be an event that history lost.
    private static void CheckHistory(ServicePlan plan, ProjectReader reader)
    {
        Finding[] missing = [.. plan.Views.Select(view => view.Definition.Source).Distinct()
            .Where(source => source is { Format: SourceFormat.Stream } && reader.Snapshot(source).StreamEnd == 0)
            .Select(source => new Finding("QRN6205", $"there is no history of stream '{source.Stream}'", "Its log has no events.", "Audit where the server's project is: the log of the streams lies in .quern/streams."))];
        if (missing.Length > 0) throw new QuernException(missing);
    }

    private static Interval Interval(string? from, string? to, string? last, List<Finding> findings)
    {
        if (last is null) return new(Instants.Parse(from, findings) ?? Instant.Min, Instants.Parse(to, findings) ?? Instant.Max);
        if (from is not null || to is not null) findings.Add(new("QRN6204", "--last does not go with --from or --to", Hint: "Name the interval in one of the two ways."));
        return new(Now - Length("--last", last, findings), Instant.Max);
    }

    private static Duration Length(string option, string text, List<Finding> findings) => AuditSettings.TryLength(text, out var length) ? length : Complain(findings, default(Duration), "QRN6204", $"{option} is no length of time: '{text}'", "Write it as 30s, 10m, 1h or 7d.");

    private static T Complain<T>(List<Finding> findings, T instead, string code, string message, string hint)
    {
        findings.Add(new(code, message, Hint: hint));
        return instead;
    }

    private static string Text(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
