using NpgsqlTypes;
using Quern.Engine.PointInTime;
using Quern.Engine.PushDown;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Connectors.Tests.Postgres.PushDown;

/// <summary>An event with a field of every kind that PostgreSQL may judge, most of which may be null.</summary>
public sealed record Visit
{
    public DateTimeOffset At { get; init; }
    public DateTimeOffset? Known { get; init; }
    public string? Who { get; init; }
    public long? Place { get; init; }
    public long? Amount { get; init; }
    public int Small { get; init; }
    public double? Price { get; init; }
    public float? Ratio { get; init; }
    public double? Money { get; init; }
    public string? Text { get; init; }
    public bool? Flag { get; init; }
    public DateTimeOffset? Seen { get; init; }
}

/// <summary>Every aggregate that PostgreSQL computes, over every kind of argument and window; and attributes.</summary>
/// <param name="table">The table with the visits.</param>
/// <param name="delay">How long after its time a visit is known; null where each says it.</param>
internal sealed class VisitFeatures(string table = "visits", string? delay = null) : FeatureRepository
{
    public Entity Person => Entity("person", "", "who");

    public Entity Spot => Entity("spot", "", "who", "place");

    public Source<Visit> Visits => Postgres<Visit>("warehouse", table, source => delay is null ? source.EventTime(v => v.At).KnownAt(v => v.Known ?? v.At) : source.EventTime(v => v.At).Delay(delay), "visits");

    public FeatureView Counts => Visits.By(Person, v => v.Who).Windows("3s", "9s", "lifetime", "4s offset 3s").Aggregate(w => new
    {
        All = w.Count(),
        Flags = w.Count(v => v.Flag),
        Amounts = w.CountNonNull(v => v.Amount),
        Dear = w.Count(v => v.Amount > 1),
        Odd = w.Count(v => v.Text == null || (v.Text != "b" && !(v.Price < 0.3))),
        Sum = w.Sum(v => v.Amount),
        Smalls = w.Sum(v => v.Small),
        Flagged = w.Sum(v => v.Amount).Where(v => v.Flag == true),
        Mean = w.Mean(v => v.Amount),
        SmallMean = w.Mean(v => v.Small),
        Any = w.Any(v => v.Flag),
        Every = w.All(v => v.Flag),
        Texts = w.DistinctCount(v => v.Text),
        Prices = w.DistinctCount(v => v.Price),
        SinceLast = w.TimeSinceLast(),
        SinceText = w.TimeSinceFirst(v => v.Text),
    });

    public FeatureView Ends => Visits.By(Spot, v => v.Who, v => v.Place).Windows("2s", "7s", "lifetime").Aggregate(w => new
    {
        LeastAmount = w.Min(v => v.Amount),
        MostAmount = w.Max(v => v.Amount),
        LeastPrice = w.Min(v => v.Price),
        MostPrice = w.Max(v => v.Price),
        LeastRatio = w.Min(v => v.Ratio),
        MostMoney = w.Max(v => v.Money),
        LeastText = w.Min(v => v.Text),
        MostText = w.Max(v => v.Text),
        MostSeen = w.Max(v => v.Seen),
        FirstText = w.First(v => v.Text),
        LastText = w.Last(v => v.Text),
        LastPrice = w.Last(v => v.Price),
        FirstRatio = w.First(v => v.Ratio),
        LastFlag = w.Last(v => v.Flag),
        LastSeen = w.Last(v => v.Seen),
        LastDear = w.Last(v => v.Amount).Where(v => v.Amount > 1),
    });

    public FeatureView Hops => Visits.By(Person, v => v.Who).Where(v => v.Small != 2).Windows("3s", "4s", "lifetime").Aggregate(w => new { Count = w.Count(), Last = w.Last(v => v.Money) }).Hop("2s");

    public FeatureView Latest => Visits.By(Person, v => v.Who).Latest(v => new { v.Text, v.Amount, v.Small, v.Price, v.Ratio, v.Money, v.Flag, v.Seen, Some = v.Text ?? "none", Sign = v.Amount < 0 ? "minus" : v.Text });

    public FeatureView Fresh => Visits.By(Spot, v => v.Who, v => v.Place).Where(v => v.Amount != 2).Latest(v => new { v.Text, v.Known }).Ttl("3s");

    public FeatureService Everything => Service(Counts.As("counts"), Ends.As("ends"), Hops.As("hops"), Latest.As("latest"), Fresh.As("fresh"));

    public ServicePlan Plan()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(this), new PlanOptions());
        findings.Where(finding => finding.Severity == Severity.Error).ShouldBeEmpty();
        return plan!.Services["everything"];
    }
}

/// <summary>Random visits with ties, nulls, equal rows, late knowledge, zeros of both signs and awkward texts; and rows to ask for.</summary>
internal sealed class RandomVisits(int seed)
{
    private static readonly string?[] People = ["", "a", "1", "12", "é", "日本", "it's \\ \"q\"", null];
    private static readonly double?[] Prices = [0.1, 0.2, 0.30000000000000004, 1e16, -1e16, 1.0, -0.0, 0.0, 5e-324, 1e300, -1e300, null];
    private static readonly float?[] Ratios = [0.1f, -0f, 0f, 1e-45f, 3e38f, -2f, null];
    private static readonly decimal?[] Moneys = [0m, 0.1m, 12.34m, -7.00m, 99999999999999999.99m, 0.30m, null];
    private static readonly string?[] Texts = ["", "a", "B", "b", "ß", "bb", "é", "\u0001", "😀", null];
    private readonly Random _random = new(seed);

    public void Fill(TestDatabase database, int count, string table = "visits")
    {
        // Texts in an order that is not that of their bytes, where the server has such a one.
        var collation = database.Ask("SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'").Length > 0 ? "COLLATE \"und-x-icu\"" : "";
        database.Do($"CREATE TABLE {table} (at timestamptz, known timestamptz, who text {collation}, place int, amount bigint, small smallint, price float8, ratio real, money numeric(20, 2), text varchar {collation}, flag boolean, seen timestamp)");
        using var connection = database.Connect();
        using var rows = connection.BeginBinaryImport($"COPY {table} FROM STDIN (FORMAT BINARY)");
        void Write<T>(T? value, NpgsqlDbType type)
        {
            if (value is null) rows.WriteNull();
            else rows.Write((object)value, type);
        }

        for (var i = 0; i < count; i++)
        {
            var at = Time();
            rows.StartRow();
            Write<DateTime?>(at, NpgsqlDbType.TimestampTz);
            Write<DateTime?>(_random.Next(3) == 0 ? at.AddMilliseconds(500 * _random.Next(-2, 20)) : null, NpgsqlDbType.TimestampTz);
            Write(Pick(People), NpgsqlDbType.Text);
            Write<int?>(_random.Next(4) == 0 ? null : _random.Next(-1, 3), NpgsqlDbType.Integer);
            Write<long?>(_random.Next(40) == 0 ? long.MaxValue - _random.Next(2) : _random.Next(4) == 0 ? null : _random.Next(-3, 5), NpgsqlDbType.Bigint);
            Write<short?>((short)_random.Next(4), NpgsqlDbType.Smallint);
            Write(Pick(Prices), NpgsqlDbType.Double);
            Write(Pick(Ratios), NpgsqlDbType.Real);
            Write(Pick(Moneys), NpgsqlDbType.Numeric);
            Write(Pick(Texts), NpgsqlDbType.Varchar);
            Write<bool?>(_random.Next(3) switch { 0 => null, 1 => true, _ => false }, NpgsqlDbType.Boolean);
            Write<DateTime?>(_random.Next(4) == 0 ? null : DateTime.SpecifyKind(Time(), DateTimeKind.Unspecified), NpgsqlDbType.Timestamp);
        }

        rows.Complete();
    }

    public HistoryRequest Request(ServicePlan service, int rows, bool asKnown)
    {
        var (times, who, place) = (new Int64Column(ValueKind.Timestamp), new TextColumn(new StringPool()), new Int64Column(ValueKind.Int64));
        for (var i = 0; i < rows; i++)
        {
            times.Append(Instant.From(new DateTimeOffset(Time())).Microseconds + _random.Next(-1, 2));
            if ((_random.Next(20) == 0 ? "with\0nothing" : Pick(People)) is { } name) who.Append(System.Text.Encoding.UTF8.GetBytes(name));
            else who.AppendNull();
            if (_random.Next(5) == 0) place.AppendNull();
            else place.Append(_random.Next(20) == 0 ? long.MaxValue : _random.Next(-1, 3));
        }

        return new(service, times, [.. service.JoinKeys.Select(key => key.Name == "who" ? (Column)who : place)], [], asKnown, new(BadRowPolicy.Fail)) { Checked = [.. Enumerable.Range(0, rows)] };
    }

    // Around 1970, on a grid of half seconds, so that windows' ends are hit and times tie.
    private DateTime Time() => DateTime.UnixEpoch.AddMilliseconds(500 * _random.Next(-20, 20));

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}

/// <summary>Answers as text, a line for each row and feature, so that two ways of computing them can be compared and a difference be read.</summary>
internal static class Lines
{
    public static string[] Of(HistoryRequest request, HistoryResult result) =>
    [
        .. from input in Inputs(request.Service) from row in Enumerable.Range(0, request.Times.Count)
           select Line(request.Service, input, row, result.Of(input)[row], result.Of(input).StatusOf(row)),
    ];

    /// <summary>What the plain definition gave for the rows that it was asked for.</summary>
    public static string[] Checked(HistoryRequest request, HistoryResult result) => [.. result.Checked.Select(value => Line(request.Service, value.Input, value.Row, value.Result.Value, value.Result.Status))];

    public static HistoryResult Compute(ISourceReader reader, HistoryRequest request, PushDownChoice choice) =>
        new HistoryEngine(reader, new(2, 1 << 28)).Compute(request with { PushDown = choice }, null, TestContext.Current.CancellationToken);

    private static IEnumerable<OnDemandInput> Inputs(ServicePlan service) =>
        service.Reads.SelectMany((read, number) => read.Features.Select((_, feature) => new OnDemandInput(InputKind.Feature, number, feature)));

    private static string Line(ServicePlan service, OnDemandInput input, int row, Value value, FeatureStatus status) =>
        $"{row} {service.NameOf(input)} {(value.IsNull ? "null" : $"{value} {value.Type} {value.Bits:x}")} {status}";
}
