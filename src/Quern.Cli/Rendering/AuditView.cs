using System.Globalization;
using Quern.Engine.Audit;
using Quern.Engine.Served;
using Quern.Values;

namespace Quern.Cli.Rendering;

/// <summary>Shows what audits found.</summary>
internal sealed class AuditView(Output output)
{
    private const int Shown = 5;

    public void Show(IReadOnlyList<AuditReport> reports, double most, bool strict, bool passes)
    {
        output.Json(new { passes, maxRate = most, strict, services = reports.Select(report => Json(report, strict)) });
        foreach (var report in reports) Show(report);
        var worst = reports.Max(report => report.Rate(strict));
        output.Line($"{(passes ? "passed" : "failed")}: {Percent(worst)} of the values differ{(strict ? "" : " for causes that count")}, {Percent(most)} may.");
    }

    private static object Json(AuditReport report, bool strict) => new
    {
        report.Service,
        report.Version,
        from = report.Served.Start.ToString(),
        to = report.Served.End.ToString(),
        report.Counts.Logged,
        report.Counts.Young,
        vectors = report.Counts.Compared,
        differentVectors = report.Counts.Different,
        rate = report.Rate(strict),
        views = report.Views,
        causes = report.Rates.Select(rate => new { rate.View, cause = rate.Cause.Name(), rate.Values, byDesign = rate.Cause.IsByDesign() }),
        examples = report.Examples.Select(example => new
        {
            example.RequestId,
            example.Row,
            servedAt = example.At.ToString(),
            example.ServedBy,
            keys = example.Keys.ToDictionary(key => key.Key, key => JsonValue.Of(key.Value)),
            example.View,
            example.Feature,
            served = Side(example.Served),
            computed = Side(example.Computed),
            cause = example.Cause.Name(),
            example.Evidence,
        }),
        report.Notes,
    };

    private static object Side(ReplayedSide side) => new { value = JsonValue.Of(side.Value), status = StatusName.Of(side.Status) };

    private static string Text(ReplayedSide side) => side.Value.IsNull ? StatusName.Of(side.Status) : side.Status == FeatureStatus.Present ? side.Value.ToString() : $"{side.Value} {StatusName.Of(side.Status)}";

    private static string Percent(double share) => (100 * share).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    private void Show(AuditReport report)
    {
        var counts = report.Counts;
        output.Line($"{report.Service}, version {report.Version}: {Numbers.Count(counts.Compared, "vector")} compared of {Numbers.Count(counts.Logged)} logged, served from {report.Served.Start}{(counts.Young > 0 ? $"; {Numbers.Count(counts.Young)} too young" : "")}");
        SkewCause[] causes = [.. report.Rates.Select(rate => rate.Cause).Distinct().Order()];
        string[][] cells = [["view", "values", "differ", "rate", .. causes.Select(cause => cause.Name())], .. report.Views.Select(view => new[] { view.View, Numbers.Count(view.Values), Numbers.Count(view.Different), Percent(view.Values == 0 ? 0 : view.Different / (double)view.Values) }
            .Concat(causes.Select(cause => report.Rates.FirstOrDefault(rate => rate.View == view.View && rate.Cause == cause) is { } rate ? Numbers.Count(rate.Values) : "-")).ToArray())];
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(line => line[column].Length)).ToArray();
        foreach (var line in cells) output.Line($"  {string.Join("  ", line.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])))}");
        foreach (var example in report.Examples.OrderBy(example => example.Cause.IsByDesign()).Take(Shown)) Show(example);
        if (report.Examples.Count > Shown) output.Line($"  more with --json: {report.Examples.Count} examples");
        foreach (var note in report.Notes) output.Line($"  note: {note}");
    }

    private void Show(AuditExample example)
    {
        output.Line($"  {example.Cause.Name()}: {example.Feature} of {string.Join(", ", example.Keys.Select(key => $"{key.Key} {key.Value}"))}, request {example.RequestId} row {example.Row} at {example.At}: served {Text(example.Served)}, history gives {Text(example.Computed)}");
        output.Line($"    {example.Evidence}");
    }
}
