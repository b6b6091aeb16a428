using Quern.Engine.Usage;
using Quern.Planning;
using Quern.Protocol.Usage;

namespace Quern.Server.Usage;

/// <summary>What was read and written, put together once for all who ask the same within some seconds: files are read for it.</summary>
internal sealed class UsageBoard(ServerOptions options)
{
    private const int MostKept = 32;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly Dictionary<string, StoredSize> NothingStored = [];
    private static readonly Dictionary<string, IReadOnlyList<string>> NoFeatures = [];
    private static readonly int[] Steps = [1, 2, 3, 6, 12, 24];
    private const int MostSteps = 180;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string What, long Hours), (object Told, long At)> _last = [];

    private string? Currency => options.Prices?.Currency;

    /// <summary>What there was within the latest hours.</summary>
    /// <param name="hours">How many; the one that it is now is one of them.</param>
    /// <exception cref="QuernException">What is kept cannot be read.</exception>
    public UsageOverviewShape Of(long hours) => Told("", hours, Read) ?? new(UsageSpan.Text(0), null, null, 0, [], [], [], [], Currency);

    /// <summary>What was read of features.</summary>
    /// <exception cref="QuernException">What is kept cannot be read.</exception>
    public UsageFeaturesShape Features(RepositoryPlan plan, string version, long hours) => Told($"features {version}", hours, counted =>
    {
        var features = plan.Views.Values.ToDictionary(view => view.Reference, view => (IReadOnlyList<string>)[.. view.Features.Select(feature => feature.Name)]);
        return new UsageFeaturesShape(
            UsageSpan.Text(counted.From), Text(counted.All.First), Currency, Shape(Report(CostBy.Feature, counted, features)),
            // While nothing is counted, that nothing was read says nothing.
            counted.All.First is null ? [] : [.. UnreadFeature.Of(plan, counted.All, counted.From).Select(unread => new UnreadFeatureShape(unread.Feature, unread.Services, Text(unread.LastRead), Text(unread.LastTrained)))]);
    }) ?? new(UsageSpan.Text(0), null, Currency, [], []);

    /// <summary>Who reads a view, and when.</summary>
    /// <exception cref="QuernException">What is kept cannot be read.</exception>
    public UsageDetailShape View(string view, long hours) => Detail($"view {view}", hours, (counted, step) => UsageDetail.OfView(view, counted, step), withServices: true);

    /// <summary>Who reads a service, and when.</summary>
    /// <exception cref="QuernException">What is kept cannot be read.</exception>
    public UsageDetailShape Service(string service, long hours) => Detail($"service {service}", hours, (counted, step) => UsageDetail.OfService(service, counted, step), withServices: false);

    private UsageDetailShape Detail(string what, long hours, Func<UsageHistory, int, UsageDetail> of, bool withServices)
    {
        var step = Steps.First(hour => hours / hour <= MostSteps);
        return Told(what, hours, counted =>
        {
            var detail = of(counted.Latest, step);
            return new UsageDetailShape(
                UsageSpan.Text(counted.From), Text(counted.All.First), Currency, step, Shape(detail.Whole, 1), Shape(detail.Consumers), withServices ? Shape(detail.Services) : [], Shape(detail.Features),
                [.. detail.Steps.Select(part => new UsageStepShape(UsageSpan.Text(part.Hour), part.Line.Name, part.Line.Requests, part.Line.ReadValues, part.Line.Time.TotalSeconds))]);
        }) ?? new(UsageSpan.Text(0), null, Currency, step, Shape(new(""), 0), [], [], [], []);
    }

    private T? Told<T>(string what, long hours, Func<Counted, T> tell)
        where T : class
    {
        if (options.Usage is not { } ledger) return null;
        lock (_lock)
        {
            if (_last.TryGetValue((what, hours), out var last) && options.Time.GetElapsedTime(last.At) < Fresh) return (T)last.Told;
            if (_last.Count >= MostKept) _last.Clear();
            var told = tell(new(ledger, ledger.Read(0), ledger.Hour - hours + 1, hours));
            _last[(what, hours)] = (told, options.Time.GetTimestamp());
            return told;
        }
    }

    private UsageOverviewShape Read(Counted counted)
    {
        UsageLineShape[] By(CostBy by) => Shape(Report(by, counted, NoFeatures));
        var views = Report(CostBy.View, counted, NoFeatures);
        return new(
            UsageSpan.Text(counted.From), Text(counted.All.First), counted.Ledger.Trouble?.ToString(), views.Server.TotalSeconds, Shape(views), By(CostBy.Service), By(CostBy.Consumer),
            [.. counted.Latest.Counts.Where(one => one.Key.Kind == UsageKind.Read).GroupBy(one => one.Key.Hour, one => one.Value).OrderBy(hour => hour.Key).Select(hour => Shape(hour.Key, hour.Aggregate(UsageCounts.Add)))],
            Currency);
    }

    // What is stored would be counted record by record, which is nothing for a server that others read from meanwhile.
    private CostReport Report(CostBy by, Counted counted, IReadOnlyDictionary<string, IReadOnlyList<string>> features) => CostReport.Of(by, counted.Latest, counted.Hours, NothingStored, features, options.Prices);

    private static UsageLineShape[] Shape(CostReport report) => [.. report.Lines.Select(rank => Shape(rank.Line, rank.Share, rank.Money))];

    private UsageLineShape[] Shape(IReadOnlyList<CostLine> lines)
    {
        double Weight(CostLine line) => Money(line) ?? line.Time.Ticks;
        var whole = lines.Sum(Weight);
        return [.. lines.OrderByDescending(Weight).Select(line => Shape(line, whole == 0 ? 0 : Weight(line) / whole))];
    }

    private UsageLineShape Shape(CostLine line, double share) => Shape(line, share, Money(line));

    private static UsageLineShape Shape(CostLine line, double share, double? money) =>
        new(line.Name, share, line.Requests, line.ReadValues, line.TrainingValues, line.ServedBytes, line.Time.TotalSeconds, line.WrittenRows, line.WrittenRecords, line.WrittenBytes, money);

    private static UsageHourShape Shape(long hour, UsageCounts counts) => new(UsageSpan.Text(hour), counts.Requests, counts.Values, counts.Bytes, counts.Time.TotalSeconds);

    private double? Money(CostLine line) => options.Prices?.Of(line, 0);

    private static string? Text(long? hour) => hour is { } known ? UsageSpan.Text(known) : null;

    /// <summary>What was counted: all that is known, and the latest hours of it.</summary>
    private sealed record Counted(UsageLedger Ledger, UsageHistory All, long From, long Hours)
    {
        public UsageHistory Latest { get; } = All with { Counts = All.Counts.Where(counted => counted.Key.Hour >= From).ToDictionary() };
    }
}
