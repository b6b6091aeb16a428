using System.Globalization;
using Quern.Engine.Usage;

namespace Quern.Cli.Rendering;

/// <summary>What features cost, for people and as JSON.</summary>
/// <param name="output">Where it is written.</param>
/// <param name="top">How many lines of each kind people see.</param>
/// <param name="from">The first hour since 1970 that is told of.</param>
/// <param name="known">The first of which anything is known; null for none.</param>
/// <param name="currency">The currency of prices; null where there are none.</param>
internal sealed class CostView(Output output, int top, long from, long? known, string? currency)
{
    public void Write(CostReport report, IReadOnlyList<UnreadFeature> unread, IReadOnlyList<(string File, AlikeReport Found)> alike)
    {
        output.Json(new
        {
            by = report.By.ToString().ToLowerInvariant(),
            since = UsageSpan.Text(from),
            countedSince = Hour(known),
            currency,
            serverSeconds = report.Server.TotalSeconds,
            lines = report.Lines.Select(Shape),
            unread = unread.Select(feature => new { feature.Feature, feature.Services, lastRead = Hour(feature.LastRead), lastTrained = Hour(feature.LastTrained) }),
            alike = alike.Select(set => new { trainingSet = set.File, set.Found.Rows, set.Found.Sampled, set.Found.MostThatDiffer, set.Found.Columns, set.Found.Constant, groups = set.Found.Alike }),
        });
        if (output.IsJson) return;
        Rank(report);
        Unread(unread);
        foreach (var (file, found) in alike) Alike(file, found);
    }

    private static string? Hour(long? hour) => hour is { } number ? UsageSpan.Text(number) : null;

    private static object Shape(CostRank rank) => new
    {
        rank.Line.Name,
        rank.Share,
        rank.Money,
        rank.Line.Requests,
        rank.Line.ReadValues,
        rank.Line.TrainingValues,
        rank.Line.ServedBytes,
        readSeconds = rank.Line.ReadTicks / TimeSpan.TicksPerSecond,
        trainingSeconds = rank.Line.TrainingTicks / TimeSpan.TicksPerSecond,
        writeSeconds = rank.Line.WriteTicks / TimeSpan.TicksPerSecond,
        rank.Line.WrittenRows,
        rank.Line.WrittenRecords,
        rank.Line.WrittenBytes,
        rank.Line.StoredRecords,
        rank.Line.StoredBytes,
    };

    private void Rank(CostReport report)
    {
        output.Line($"since {UsageSpan.Text(Math.Max(from, known ?? from))}, by {report.By.ToString().ToLowerInvariant()}; shares are of {(currency is null ? "time" : "money")}");
        if (report.Lines.Count == 0) output.Line("  nothing was read, written or stored");
        else output.Line($"  {"",-32} {"share",7} {(currency is null ? "" : $"{(currency.Length == 0 ? "cost" : currency),10} ")}{"read",9} {"trained",9} {"served",9} {"time",9} {"written",9} {"stored",9}");
        foreach (var (line, share, money) in report.Lines.Take(top))
            output.Line($"  {line.Name,-32} {Numbers.Percent(share),7} {(currency is null ? "" : $"{(money ?? 0).ToString("0.00", CultureInfo.InvariantCulture),10} ")}{Numbers.Count((long)line.ReadValues),9} {Numbers.Count((long)line.TrainingValues),9} {Numbers.Size(line.ServedBytes),9} {Time(line.Time),9} {Numbers.Count((long)line.WrittenRecords),9} {Numbers.Size(line.StoredBytes),9}");
        More(report.Lines.Count, "line");
        if (report.Server > TimeSpan.Zero) output.Line($"  servers used {Time(report.Server)} of processor time in all");
    }

    // One line for all that have the same to be said of them.
    private void Unread(IReadOnlyList<UnreadFeature> unread)
    {
        if (unread.Count == 0) return;
        output.Line($"{Numbers.Count(unread.Count, "feature")} that nobody read{(known is { } first && first > from ? $" since counting began, {UsageSpan.Text(first)}" : known is null ? "; nothing was ever counted here" : "")}");
        var groups = unread.GroupBy(feature => (Where(feature), When(feature))).ToArray();
        foreach (var group in groups.Take(top)) output.Line($"  {string.Join(", ", group.Take(6).Select(feature => feature.Feature))}{(group.Count() > 6 ? $" and {Numbers.Count(group.Count() - 6)} more" : "")}: {group.Key.Item1}{group.Key.Item2}");
        More(groups.Length, "line");
    }

    private static string Where(UnreadFeature feature) => feature.Services.Count == 0 ? "in no service" : $"{(feature.Services.Count == 1 ? "service" : "services")} {string.Join(", ", feature.Services)} not asked";

    private static string When(UnreadFeature feature) =>
        (feature.LastRead is { } read ? $", last read {UsageSpan.Text(read)}" : "") + (feature.LastTrained is { } trained ? $", last in a training set {UsageSpan.Text(trained)}" : "");

    private void Alike(string file, AlikeReport found)
    {
        output.Line($"{Path.GetFileName(file)}: {(found.Alike.Count == 0 ? "no two" : Numbers.Count(found.Alike.Count, "group"))} of {Numbers.Count(found.Columns, "feature")} {(found.Alike.Count == 0 ? "carry" : found.Alike.Count == 1 ? "carries" : "carry")} the same in {Sure(found)}");
        foreach (var alike in found.Alike.Take(top)) output.Line($"  {(alike.Slope is { } slope ? $"{alike.Features[1]} = {Figure(slope)} × {alike.Features[0]}{Offset(alike.Offset!.Value)}" : string.Join(" = ", alike.Features))}");
        More(found.Alike.Count, "group");
        if (found.Constant.Count > 0) output.Line($"  of one value: {string.Join(", ", found.Constant.Take(6))}{(found.Constant.Count > 6 ? $" and {Numbers.Count(found.Constant.Count - 6)} more" : "")}");
    }

    private static string Sure(AlikeReport found) => found.MostThatDiffer == 0
        ? $"all {Numbers.Count(found.Rows, "row")}"
        : $"{Numbers.Count(found.Sampled)} of {Numbers.Count(found.Rows, "row")}: with 95 % certainty no more than {found.MostThatDiffer.ToString("0.### %", CultureInfo.InvariantCulture)} of all differ";

    private void More(int count, string what)
    {
        if (count > top) output.Line($"  and {Numbers.Count(count - top, what)} more: --top, --json");
    }

    private static string Offset(double offset) => Math.Abs(offset) < 1e-9 ? "" : offset > 0 ? $" + {Figure(offset)}" : $" - {Figure(-offset)}";

    private static string Figure(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time) => time.TotalSeconds is > 0 and < 1 ? time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms" : Numbers.Time(time);
}
