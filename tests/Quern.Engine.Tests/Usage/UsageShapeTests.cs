using Quern.Engine.Usage;
using Quern.Planning;

namespace Quern.Engine.Tests.Usage;

public sealed class UsageShapeTests
{
    public sealed record Flight(DateTimeOffset At, string Origin, long Delay);

    [Fact]
    public void Features_AreThoseThatARowNeeds_ToldOrNot()
    {
        var plan = Planned();
        UsageShape.Of(plan.Services["told"]).Features.ShouldBe(["delays:count_1h"]);
        // What is computed is told; what it is computed from is read.
        UsageShape.Of(plan.Services["computed"]).Features.ShouldBe(["delays@2:mean_delay_1h", "twice"]);
        UsageShape.Of(plan.Services["computed"]).Service.ShouldBe("computed");
        // By two keys it is read twice.
        UsageShape.Of(plan.Services["both"]).Features.ShouldBe(["delays:count_1h", "delays:count_1h"]);
        // A list has no name.
        UsageShape.Of(new ServicePlanner(plan).Plan(["delays:count_1h"], fullNames: false).Plan!).ShouldBe(new UsageShape(null, ["delays:count_1h"]));
    }

    [Fact]
    public void Shapes_OfOtherFeatures_AreOthers()
    {
        var shape = new UsageShape("a", ["x:p", "y:q"]);
        new UsageShape("a", ["y:q", "x:p"]).ShouldBe(shape);
        new[] { shape, new UsageShape("b", shape.Features), new UsageShape(null, shape.Features), new UsageShape("a", ["x:p"]), new UsageShape("a", ["x:p", "x:p", "y:q"]), new UsageShape("a", []) }.Select(one => one.Id).ShouldBeUnique();
    }

    [Fact]
    public void Shares_AddUpToTheWhole()
    {
        var shape = new UsageShape("a", ["x:p", "x:q", "y:p", "late"]);
        var counts = new UsageCounts(2, 10, 40, 1_000, 700, 0);
        UsageShare.ByView(shape, counts).OrderBy(view => view.Of, StringComparer.Ordinal).ShouldBe([new("(on demand)", 10, 250, 175), new("x", 20, 500, 350), new("y", 10, 250, 175)]);
        UsageShare.ByFeature(shape, counts).Select(feature => feature.Values).ShouldBe([10, 10, 10, 10]);
        UsageShare.ByView(new("a", []), counts).ShouldBeEmpty();
    }

    private static RepositoryPlan Planned()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new Delays()), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }

    private sealed class Delays : FeatureRepository
    {
        public Entity Airport => Entity("airport", "An airport", "origin");

        public Source<Flight> Flights => Parquet<Flight>("flights.parquet", source => source.EventTime(f => f.At));

        public FeatureView First => Flights.By(Airport, f => f.Origin).Windows("1h").Aggregate(w => new { Count = w.Count() }).Named("delays");

        public FeatureView Second => Flights.By(Airport, f => f.Origin).Windows("1h").Aggregate(w => new { MeanDelay = w.Mean(f => f.Delay) }).Named("delays").Version(2);

        [OnDemand] public static double? Twice(double? mean_delay_1h) => 2 * mean_delay_1h;

        public FeatureService Told => Service(First);

        public FeatureService Both => Service(First.As("here"), First.As("there").Key("origin", "destination"));

        public FeatureService Computed => Service(OnDemand(Twice));
    }
}
