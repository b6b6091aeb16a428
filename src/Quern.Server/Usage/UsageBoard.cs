using Quern.Engine.Usage;
using Quern.Protocol.Usage;

namespace Quern.Server.Usage;

/// <summary>What was read and written, put together once for all who ask of the same hours within some seconds: files are read for it.</summary>
internal sealed class UsageBoard(ServerOptions options)
{
    private const int MostKept = 8;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly Dictionary<string, StoredSize> NothingStored = [];
    private static readonly Dictionary<string, IReadOnlyList<string>> NoFeatures = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<long, (UsageOverviewShape Told, long At)> _last = [];

    /// <summary>What there was within the latest hours.</summary>
    /// <param name="hours">How many; the one that it is now is one of them.</param>
    /// <exception cref="QuernException">What is kept cannot be read.</exception>
    public UsageOverviewShape Of(long hours)
    {
        if (options.Usage is not { } ledger) return new(UsageSpan.Text(0), null, null, 0, [], [], [], []);
        lock (_lock)
        {
            if (_last.TryGetValue(hours, out var last) && options.Time.GetElapsedTime(last.At) < Fresh) return last.Told;
            if (_last.Count >= MostKept) _last.Clear();
            var told = Read(ledger, ledger.Hour - hours + 1, hours);
            _last[hours] = (told, options.Time.GetTimestamp());
            return told;
        }
    }

    private static UsageOverviewShape Read(UsageLedger ledger, long from, long hours)
    {
        var all = ledger.Read(0);
        var history = all with { Counts = all.Counts.Where(counted => counted.Key.Hour >= from).ToDictionary() };
        CostReport Report(CostBy by) => CostReport.Of(by, history, hours, NothingStored, NoFeatures, null);
        var views = Report(CostBy.View);
        return new(
            UsageSpan.Text(from), all.First is { } first ? UsageSpan.Text(first) : null, ledger.Trouble?.ToString(), views.Server.TotalSeconds, Shape(views), Shape(Report(CostBy.Service)), Shape(Report(CostBy.Consumer)),
            [.. history.Counts.Where(counted => counted.Key.Kind == UsageKind.Read).GroupBy(counted => counted.Key.Hour, counted => counted.Value).OrderBy(hour => hour.Key).Select(hour => Shape(hour.Key, hour.Aggregate(UsageCounts.Add)))]);
    }

    private static UsageLineShape[] Shape(CostReport report) => [.. report.Lines.Select(rank => Shape(rank.Line, rank.Share))];

    private static UsageLineShape Shape(CostLine line, double share) =>
        new(line.Name, share, line.Requests, line.ReadValues, line.TrainingValues, line.ServedBytes, line.Time.TotalSeconds, line.WrittenRows, line.WrittenRecords, line.WrittenBytes);

    private static UsageHourShape Shape(long hour, UsageCounts counts) => new(UsageSpan.Text(hour), counts.Requests, counts.Values, counts.Bytes, counts.Time.TotalSeconds);
}
