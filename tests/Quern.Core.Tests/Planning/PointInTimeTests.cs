using Quern.Planning.Snapshots;

namespace Quern.Planning.Tests;

public sealed class PointInTimeTests
{
    [Fact]
    public void Service_HasItsPointInTime_AndWhatItPromisesThere()
    {
        var plan = ServicePlannerTests.PlanOf(new Sound());
        plan.Definition.PointsInTime.Select(point => $"{point.Name}: {point.Labels.Description} {point.Labels.Owner}").ShouldBe(["boarding: The gate opens ops@example.com", "booking:  "]);
        var service = plan.Services["quoted"];
        service.PointInTime.ShouldBe("boarding");
        service.Availability.Select(promise => $"{promise.Of} {promise.Within} {promise.Share}").ShouldBe(["prices 30m 0.99", "there  0.95"]);
        plan.Services["plain"].PointInTime.ShouldBeNull();
    }

    [Fact]
    public void WhatIsWrong_IsSaidAtOnce()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new Wrong()), new PlanOptions());
        plan.ShouldBeNull();
        findings.Select(finding => finding.ToString()).ShouldBe(
        [
            "error QRN1008: availability of 'prices': Available 'soon' is not a duration\n  hint: write a whole number above zero and a unit, such as 90s, 15m, 1h or 7d (at most 100000d).",
            "error QRN1010: point in time 'Boarding': the name is not lower snake case\n  hint: a name has lower-case letters, digits and single underscores, starts with a letter, does not end with an underscore, and has at most 128 characters.",
            "error QRN1080: service 'quoted' promises that views are available, and not when\n  A promise holds at a point in time, the moment at which the service is asked for.\n  hint: declare a NamedPointInTime and add .At(…).",
            "error QRN1082: service 'quoted' promises 'prices' to a share of 1 of its reads\n  hint: write a share above 0 and below 1, such as 0.99. A promise of 1 leaves nothing that may go wrong.",
            "error QRN1081: service 'quoted' promises that 'there' is available, and does not read it\n  hint: there are prices.",
            "error QRN1083: service 'quoted' promises twice that 'prices' is available\n  hint: leave one of them.",
        ]);
    }

    [Fact]
    public void AChangedPromise_IsAChangeOfTheService_AndBreaksNobody()
    {
        var result = RegistryDiff.Compare(Snapshot(new Sound()), Snapshot(new Changed()), new HashSet<string>());
        result.Findings.ShouldBeEmpty();
        var change = result.Changes.ShouldHaveSingleItem();
        (change.Thing, change.Name).ShouldBe(("service", "quoted"));
        change.Details.ShouldBe(["point in time: boarding -> booking", "availability: + there within 1d: 95.5 %", "availability: - there: 95 %"]);
    }

    [Fact]
    public void AServiceWithoutOne_HasTheSnapshotThatItAlwaysHad() => SnapshotJson.Write(Snapshot(new TravelRepository())).ShouldNotContain("point_in_time");

    private static RepositorySnapshot Snapshot(FeatureRepository repository) => SnapshotWriter.Of(ServicePlannerTests.PlanOf(repository));

    private abstract class Travel : FeatureRepository
    {
        public Entity Airport => Entity("airport");

        public Source<TravelRepository.Trip> Trips => Parquet<TravelRepository.Trip>("trips.parquet", source => source.EventTime(t => t.At));

        public FeatureView Prices => Trips.By(Airport, t => t.From).Windows("1h").Aggregate(w => new { Trips = w.Count() });

        public FeatureView There => Prices.Key("airport", "destination").As("there");

        public abstract FeatureService Quoted { get; }
    }

    private class Sound : Travel
    {
        public NamedPointInTime Boarding => PointInTime("boarding", "The gate opens").Owner("ops@example.com");

        public NamedPointInTime Booking => PointInTime("booking");

        public override FeatureService Quoted => Service(Prices, There).At(Boarding).Available(Prices, within: "30m").Available(There, share: 0.95);

        public FeatureService Plain => Service(Prices);
    }

    private sealed class Changed : Sound
    {
        public override FeatureService Quoted => Service(Prices, There).At(Booking).Available(Prices, within: "30m").Available(There, within: "1d", share: 0.955);
    }

    private sealed class Wrong : Travel
    {
        public NamedPointInTime Boarding => PointInTime("Boarding");

        public override FeatureService Quoted => Service(Prices).Available(Prices, within: "soon", share: 1).Available(There).Available(Prices);
    }
}
