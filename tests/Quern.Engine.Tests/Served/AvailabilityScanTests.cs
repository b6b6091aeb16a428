using Quern.Engine.Served;
using Quern.Engine.Tests.Audit;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Served;

public sealed class AvailabilityScanTests
{
    private static readonly Instant Start = Instant.From(new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly FeatureStatus[] Statuses = [FeatureStatus.Present, FeatureStatus.Present, FeatureStatus.Present, FeatureStatus.NullValue, FeatureStatus.NotFound, FeatureStatus.OutsideMaxAge, FeatureStatus.TimedOut, FeatureStatus.Default];

    public sealed record Visit
    {
        public DateTimeOffset At { get; init; }

        public string Page { get; init; } = "";

        public double Time { get; init; }
    }

    private sealed class Visits : FeatureRepository
    {
        public Entity Page => Entity("page");

        public Source<Visit> Source => Parquet<Visit>("visits.parquet", source => source.EventTime(v => v.At));

        public FeatureView Latest => Source.By(Page, v => v.Page).Latest(v => new { v.Time });

        public FeatureView Recent => Source.By(Page, v => v.Page).Windows("1h").Aggregate(w => new { Visits = w.Count(), Mean = w.Mean(v => v.Time) });

        public NamedPointInTime Opened => PointInTime("opened");

        [OnDemand] public static double? Twice(double? mean_1h) => mean_1h * 2;

        public FeatureService Whole => Service(Latest, Recent, Recent.As("again")).At(Opened).Available(Recent, within: "10m").Available(Latest, within: "5m").Available(Recent.As("again"));

        public FeatureService Hidden => Service(OnDemand(Twice)).At(Opened).Available(Recent, within: "10m");
    }

    [Fact]
    public void Reads_AreCounted_AsRowByRow()
    {
        var plan = PlanOf("whole");
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var log = new MemoryLog();
            for (var i = random.Next(40); i > 0; i--) log.Rows.Add(Row(plan, Start + Minutes(i), random));
            var served = new Interval(Start + Minutes(5), Start + Minutes(30));
            var reports = AvailabilityScan.Run(log, new("whole", "1", plan), served, TestContext.Current.CancellationToken);
            LoggedRow[] rows = [.. log.Rows.Where(row => served.Contains(row.At))];
            Check(reports[0], rows, row => row.Outputs[1..3], row => row.OnlineTo[1] != 0 && row.At.Microseconds - row.OnlineTo[1] <= 10 * 60 * Instant.PerSecond);
            Check(reports[1], rows, row => row.Outputs[..1], row => row.EventTimes[0] != 0 && row.At.Microseconds - row.EventTimes[0] <= 5 * 60 * Instant.PerSecond);
            Check(reports[2], rows, row => row.Outputs[3..], _ => true);
        }
    }

    [Fact]
    public void ViewThatNoFeatureTells_IsMissingWhereItHadNothing()
    {
        var plan = PlanOf("hidden");
        var log = new MemoryLog();
        foreach (var age in new[] { 1, 9, 11, 0 })
            log.Rows.Add(new($"{age}", Start, "1", "", plan, [Value.Of("home")], [(Value.Of(1.0), FeatureStatus.Present)], [age == 0 ? 0 : (Start - Minutes(age)).Microseconds], [Start.Microseconds]));
        var report = AvailabilityScan.Run(log, new("hidden", "1", plan), new(Instant.Min, Instant.Max), TestContext.Current.CancellationToken).ShouldHaveSingleItem();
        (report.Reads, report.Older, report.Share, report.IsKept).ShouldBe((4, 1, 0.5, false));
        report.Missing.ShouldBe(new Dictionary<string, long> { ["NOTHING_THERE"] = 1 });
    }

    [Fact]
    public void PromiseThatNobodyRead_IsKept()
    {
        var report = AvailabilityScan.Run(new MemoryLog(), new("whole", "1", PlanOf("whole")), new(Instant.Min, Instant.Max), TestContext.Current.CancellationToken)[0];
        (report.Reads, report.Share, report.IsKept).ShouldBe((0, null, true));
    }

    private static void Check(AvailabilityReport report, LoggedRow[] rows, Func<LoggedRow, (Value Value, FeatureStatus Status)[]> outputs, Func<LoggedRow, bool> isYoung)
    {
        var missing = rows.Where(row => outputs(row).Any(IsMissing)).ToArray();
        report.Reads.ShouldBe(rows.Length);
        report.Missing.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}")
            .ShouldBe(missing.GroupBy(row => SnakeCase.Of(outputs(row).First(IsMissing).Status.ToString()).ToUpperInvariant()).OrderBy(group => group.Key).Select(group => $"{group.Key} {group.Count()}"));
        report.Older.ShouldBe(rows.Except(missing).Count(row => !isYoung(row)));
    }

    private static bool IsMissing((Value Value, FeatureStatus Status) output) => output.Status is not (FeatureStatus.Present or FeatureStatus.NullValue);

    private static LoggedRow Row(ServicePlan plan, Instant at, Random random) => new(
        $"{at}", at, "1", "", plan, [Value.Of("home")],
        [.. plan.Outputs.Select(output => (output.Type.Kind == ValueKind.Int64 ? Value.Of(1L) : Value.Of(1.0), Statuses[random.Next(Statuses.Length)]))],
        [.. plan.Reads.Select(_ => Time(at, random))], [.. plan.Reads.Select(_ => Time(at, random))]);

    private static long Time(Instant at, Random random) => random.Next(3) == 0 ? 0 : (at - Minutes(random.Next(1, 21))).Microseconds;

    private static Duration Minutes(int minutes) => new(minutes * 60L * Instant.PerSecond);

    private static ServicePlan PlanOf(string service) => RepositoryPlanner.Plan(RepositoryReader.Read(new Visits()), new PlanOptions()).Plan!.Services[service];
}
