using Quern.Engine.Usage;
using Quern.Planning;

namespace Quern.Engine.Tests.Usage;

public sealed class UnreadFeatureTests
{
    private static readonly RepositoryPlan Plan = Planned();

    [Fact]
    public void Features_ThatNobodyAsked_AreTold_WithTheServicesThatHaveThem()
    {
        Told(UsageHistory.Empty).ShouldBe(["airports:count_1h [first, second] - -", "airports:mean_delay_1h [second] - -", "airports:worst_1h [] - -", "twice [second] - -"]);
        var asked = History(("first", UsageKind.Read, 100));
        Told(asked).ShouldBe(["airports:mean_delay_1h [second] - -", "airports:worst_1h [] - -", "twice [second] - -"]);
    }

    [Fact]
    public void WhatWasReadLongAgo_AndTrainedWith_IsTold()
    {
        var history = History(("second", UsageKind.Read, 40), ("second", UsageKind.Read, 50), ("second", UsageKind.TrainingSet, 120));
        Told(history).ShouldBe(["airports:count_1h [first, second] 50 120", "airports:mean_delay_1h [second] 50 120", "airports:worst_1h [] - -", "twice [second] 50 120"]);
        UnreadFeature.Of(Plan, history, 50).Select(feature => feature.Feature).ShouldBe(["airports:worst_1h"]);
    }

    [Fact]
    public void AList_ReadsWhatIsInIt()
    {
        var shape = new UsageShape(null, ["airports:worst_1h"]);
        Told(new(new Dictionary<UsageKey, UsageCounts> { [new(100, UsageKind.Read, shape.Id, "x")] = new(0, 0, 1, 0, 0, 0) }, new Dictionary<string, UsageShape> { [shape.Id] = shape })).Length.ShouldBe(3);
    }

    private static string[] Told(UsageHistory history) =>
        [.. UnreadFeature.Of(Plan, history, 100).Select(feature => $"{feature.Feature} [{string.Join(", ", feature.Services)}] {feature.LastRead?.ToString() ?? "-"} {feature.LastTrained?.ToString() ?? "-"}")];

    private static UsageHistory History(params (string Service, UsageKind Kind, long Hour)[] reads)
    {
        var shapes = reads.Select(read => UsageShape.Of(Plan.Services[read.Service])).Distinct().ToDictionary(shape => shape.Id);
        return new(reads.ToDictionary(read => new UsageKey(read.Hour, read.Kind, UsageShape.Of(Plan.Services[read.Service]).Id, "x"), _ => new UsageCounts(1, 1, 1, 1, 1, 0)), shapes);
    }

    private static RepositoryPlan Planned()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new Airports()), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }

    private sealed class Airports : FeatureRepository
    {
        public Entity Airport => Entity("airport", "An airport", "origin");

        public Source<UsageShapeTests.Flight> Flights => Parquet<UsageShapeTests.Flight>("flights.parquet", source => source.EventTime(f => f.At));

        public FeatureView All => Flights.By(Airport, f => f.Origin).Windows("1h").Aggregate(w => new { Count = w.Count(), MeanDelay = w.Mean(f => f.Delay), Worst = w.Max(f => f.Delay) }).Named("airports");

        [OnDemand] public static double? Twice(double? mean_delay_1h) => 2 * mean_delay_1h;

        public FeatureService First => Service(All.Only("count_1h"));

        public FeatureService Second => Service(All.Only("count_1h"), OnDemand(Twice));
    }
}
