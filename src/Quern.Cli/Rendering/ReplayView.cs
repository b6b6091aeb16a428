using Quern.Engine.Served;
using Quern.Values;

namespace Quern.Cli.Rendering;

/// <summary>A logged row with what came of computing it again.</summary>
/// <param name="Row">The row.</param>
/// <param name="Values">Its features.</param>
internal sealed record ReplayedRow(ServedRow Row, IReadOnlyList<ReplayedValue> Values);

/// <summary>Shows what was served beside what history gives.</summary>
internal sealed class ReplayView(Output output)
{
    public void Show(string request, string service, int version, IReadOnlyList<ReplayedRow> rows)
    {
        output.Json(new
        {
            requestId = request,
            service,
            version,
            same = rows.All(row => row.Values.All(value => value.IsSame || value.IsCutOff)),
            rows = rows.Select(row => new { row = row.Row.Number, servedAt = row.Row.At.ToString(), servedBy = row.Row.Version, features = row.Values.Select(value => new { name = value.Feature, served = Side(value.Served), replayed = Side(value.Replayed), same = value.IsSame, cutOff = value.IsCutOff }) }),
        });
        foreach (var row in rows) Show(service, version, row);
        var (cut, different) = (rows.Sum(row => row.Values.Count(value => value.IsCutOff)), rows.Sum(row => row.Values.Count(value => !value.IsSame && !value.IsCutOff)));
        if (cut > 0) output.Line($"{Numbers.Count(cut, "value")} {(cut == 1 ? "was" : "were")} cut off by a deadline, so that what was served is not compared.");
        output.Line(different > 0 ? $"{Numbers.Count(different, "value")} {(different == 1 ? "differs" : "differ")}." : cut > 0 ? "Everything else is the same." : "Everything is the same.");
    }

    private static object? Side(ReplayedSide? side) => side is null ? null : new { value = JsonValue.Of(side.Value), status = StatusName.Of(side.Status) };

    private static string Text(ReplayedSide? side) => side is null ? "-" : side.Status == FeatureStatus.Present ? side.Value.ToString() : side.Value.IsNull ? StatusName.Of(side.Status) : $"{side.Value} {StatusName.Of(side.Status)}";

    private static string Outcome(ReplayedValue value) => value.IsCutOff ? "cut off" : value.IsSame ? "same" : "different";

    private void Show(string service, int version, ReplayedRow row)
    {
        output.Line($"{service} row {row.Row.Number}, served at {row.Row.At} by version {row.Row.Version}, replayed by version {version}");
        string[][] cells = [["feature", "served", "replayed", ""], .. row.Values.Select(value => new[] { value.Feature, Text(value.Served), Text(value.Replayed), Outcome(value) })];
        var widths = Enumerable.Range(0, 3).Select(column => cells.Max(line => line[column].Length)).ToArray();
        foreach (var line in cells) output.Line($"  {line[0].PadRight(widths[0])}  {line[1].PadRight(widths[1])}  {line[2].PadRight(widths[2])}  {line[3]}".TrimEnd());
    }
}
