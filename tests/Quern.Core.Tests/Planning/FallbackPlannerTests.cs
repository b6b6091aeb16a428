using Quern.Planning.Snapshots;

namespace Quern.Planning.Tests;

public sealed class FallbackPlannerTests
{
    [Fact]
    public void Columns_HaveTheFallbacksThatTheServiceDeclares() =>
        ServicePlannerTests.PlanOf(new Sound()).Services["guarded"].Outputs.Where(output => output.Fallback is not null).Select(output => $"{output.Name}: {output.Fallback}").ShouldBe(
        [
            "trips_1h: last good within 5m, else 0", "trips_7d: last good within 5m", "price_1h: last good within 5m, else -0.5", "price_7d: last good within 5m",
            "there__price_1h: 3", "name: \"nowhere\"", "markup: -1", "usual: last good, else 1",
        ]);

    [Fact]
    public void FeaturesOfOneMethod_HaveEachTheirOwn() =>
        ServicePlannerTests.PlanOf(new Several()).Services["guarded"].Outputs.Select(output => $"{output.Name}: {output.Fallback}").ShouldBe(["price_7d: ", "half: last good, else 0.5", "is_high: false"]);

    [Fact]
    public void WhatIsWrong_IsSaidAtOnce()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new Wrong()), new PlanOptions());
        plan.ShouldBeNull();
        findings.Select(finding => finding.ToString()).ShouldBe(
        [
            "error QRN1008: view 'prices': OrElseLast 'soon' is not a duration\n  hint: write a whole number above zero and a unit, such as 90s, 15m, 1h or 7d (at most 100000d).",
            "error QRN1060: service 'guarded': a fallback names 'prise_1h', which the service does not return of 'prices'\n  hint: did you mean 'price_1h'?",
            "error QRN1060: service 'guarded': a fallback names 'price_7d', which the service does not return of 'prices'\n  hint: did you mean 'price_1h'?",
            "error QRN1061: service 'guarded': float64 0.5 cannot stand for 'trips_1h', which is int64\n  hint: give a constant of the feature's own type; a whole number may stand for a real. No constant is NaN or infinite.",
            "error QRN1062: service 'guarded': 'price_1h' has a fallback that can never count\n  hint: write at most one .OrElseLast(…) for a feature, and after it at most one .OrElse(…).",
            "error QRN1061: service 'guarded': string none cannot stand for 'there__price_1h', which is float64\n  hint: give a constant of the feature's own type; a whole number may stand for a real. No constant is NaN or infinite.",
            "error QRN1061: service 'guarded': float64 NaN cannot stand for 'there__price_7d', which is float64\n  hint: give a constant of the feature's own type; a whole number may stand for a real. No constant is NaN or infinite.",
            "error QRN1061: service 'guarded': int64 3000000000 cannot stand for 'code', which is int32\n  hint: give a constant of the feature's own type; a whole number may stand for a real. No constant is NaN or infinite.",
            "error QRN1061: service 'guarded': null cannot stand for 'name'\n  What has no fallback is null already, with a status that says why.\n  hint: leave .OrElse(…) out, or give a constant.",
            "error QRN1063: service 'guarded': 'markup' takes fields of the request, so that its last good value was for another request\n  hint: give a constant: .OrElse(…).",
            "error QRN1063: service 'guarded': 'double' takes fields of the request, so that its last good value was for another request\n  hint: give a constant: .OrElse(…).",
        ]);
    }

    [Fact]
    public void AChangedFallback_IsAChangeOfTheService_AndBreaksNobody()
    {
        var (before, after) = (Snapshot(new Sound()), Snapshot(new Changed()));
        var result = RegistryDiff.Compare(before, after, new HashSet<string>());
        result.Findings.ShouldBeEmpty();
        var change = result.Changes.ShouldHaveSingleItem();
        (change.Thing, change.Name).ShouldBe(("service", "guarded"));
        change.Details.ShouldBe(["columns: ~ trips_1h", "  fallback: last good within 5m, else 0 -> last good within 5m, else 7", "columns: ~ there__price_1h", "  fallback: 3 -> none"]);
    }

    [Fact]
    public void AServiceWithoutFallbacks_HasTheSnapshotThatItAlwaysHad() => SnapshotJson.Write(Snapshot(new TravelRepository())).ShouldNotContain("fallback");

    private static RepositorySnapshot Snapshot(FeatureRepository repository) => SnapshotWriter.Of(ServicePlannerTests.PlanOf(repository));

    private abstract class Travel : FeatureRepository
    {
        public Entity Airport => Entity("airport");

        public Source<TravelRepository.Trip> Trips => Parquet<TravelRepository.Trip>("trips.parquet", source => source.EventTime(t => t.At));

        public FeatureView Prices => Trips.By(Airport, t => t.From).Windows("1h", "7d").Aggregate(w => new { Trips = w.Count(), Price = w.Mean(t => t.Price) });

        public FeatureView Places => Trips.By(Airport, t => t.From).Latest(t => new { t.Name, t.Code });

        [OnDemand] public static double? Markup([Request] double price, [Feature("prices:price_7d")] double? usual) => price / usual;

        [OnDemand] public static double? Double(double? markup) => markup * 2;

        [OnDemand] public static double? Usual([Feature("prices:price_7d")] double? price) => price;

        public abstract FeatureService Guarded { get; }
    }

    private sealed class Sound : Travel
    {
        public override FeatureService Guarded => Service(
            Prices.Key("airport", "origin").OrElseLast(within: "5m").OrElse("trips_1h", 0).OrElse("price_1h", -0.5),
            Prices.Key("airport", "destination").OrElse("price_1h", 3).Only("price_1h").As("there"),
            Places.OrElse("name", "nowhere"),
            OnDemand(Markup).OrElse(-1),
            OnDemand(Usual).OrElseLast().OrElse(1.0));
    }

    private sealed class Several : Travel
    {
        [OnDemand] public static (double? Half, bool? IsHigh) Judge(double? price_7d) => (price_7d / 2, price_7d > 100);

        public override FeatureService Guarded => Service(Prices.Only("price_7d"), OnDemand(Judge).OrElseLast("half").OrElse("half", 0.5).OrElse("is_high", false));
    }

    private sealed class Changed : Travel
    {
        public override FeatureService Guarded => Service(
            Prices.Key("airport", "origin").OrElseLast(within: "5m").OrElse("trips_1h", 7).OrElse("price_1h", -0.5),
            Prices.Key("airport", "destination").Only("price_1h").As("there"),
            Places.OrElse("name", "nowhere"),
            OnDemand(Markup).OrElse(-1),
            OnDemand(Usual).OrElseLast().OrElse(1.0));
    }

    private sealed class Wrong : Travel
    {
        public override FeatureService Guarded => Service(
            Prices.Only("trips_1h", "price_1h").OrElseLast("prise_1h", within: "soon").OrElse("price_7d", 0.0).OrElse("trips_1h", 0.5).OrElse("price_1h", 1).OrElseLast("price_1h"),
            Prices.As("there").Key("airport", "destination").OrElse("price_1h", "none").OrElse("price_7d", double.NaN),
            Places.OrElse("code", 3_000_000_000).OrElse("name", (string?)null!),
            OnDemand(Markup).OrElseLast(within: "5m"),
            OnDemand(Double).OrElseLast());
    }
}
