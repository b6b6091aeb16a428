using Quern.Planning.Snapshots;

namespace Quern.Planning.Tests;

public sealed class RegistryDiffTests
{
    private static readonly RepositorySnapshot Travel = SnapshotWriter.Of(ServicePlannerTests.PlanOf(new TravelRepository()));

    [Fact]
    public void Snapshot_ThroughJson_IsTheSameText()
    {
        var json = SnapshotJson.Write(Travel);
        SnapshotJson.Write(SnapshotJson.Read(json)).ShouldBe(json);
        SnapshotJson.Write(SnapshotWriter.Of(ServicePlannerTests.PlanOf(new TravelRepository()))).ShouldBe(json);
        json.ShouldContain("price = Mean over 1h of row.price : Float64 [price Float64]");
    }

    [Fact]
    public void Compare_WithItself_IsEmpty() => Lines(Travel, Travel).ShouldBeEmpty();

    [Fact]
    public void Compare_WithNothing_AddsEverything() => Lines(RepositorySnapshot.Empty, Travel).ShouldBe(
    [
        "+ entity airport", "+ entity route keys origin, destination",
        "+ source long_trips sql over trips", "+ source trips parquet trips.parquet",
        "+ view places 2 features | needs a backfill", "+ view prices 4 features, windows 1h 7d | needs a backfill", "+ view prices@2 2 features, windows 1h | needs a backfill",
        "+ view routes 1 feature, windows lifetime | needs a backfill",
        "+ on-demand double from markup", "+ on-demand greeting from name", "+ on-demand markup from price, usual",
        "+ service quote 6 features",
    ]);

    [Fact]
    public void Compare_WithNewSources_SaysWhereEachIsReadFrom() => Lines(RepositorySnapshot.Empty, SnapshotWriter.Of(ServicePlannerTests.PlanOf(new Sources()))).ShouldBe(
        ["+ source lake delta lake/rides at version 3", "+ source live stream rides"]);

    [Fact]
    public void Compare_AfterANewFeature_BackfillsAndBreaksNobody()
    {
        var after = WithView("prices", view => view with { Features = [.. view.Features, new("seats_1h", "int64", "Numeric", "seats = …")], Hash = "other" });
        Lines(Travel, after).ShouldBe(["~ view prices 5 features, windows 1h 7d ... features: + seats_1h | changes service quote | needs a backfill"]);
        RegistryDiff.Compare(Travel, after, Nothing).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Compare_AfterOtherMeanings_TellsThePartsThatChanged_OnceForFeaturesThatChangedAlike()
    {
        string Change(string meaning) => meaning.Replace("Mean", "Quantile share=0.9").Replace("row.price", "(row.price * 2)");
        var after = WithView("prices", view => view with { Features = [.. view.Features.Select(feature => feature with { Meaning = Change(feature.Meaning) })], Hash = "other" });
        RegistryDiff.Compare(Travel, after, Nothing).Changes.ShouldHaveSingleItem().Details.ShouldBe(
            ["features: ~ price_1h, price_7d", "  aggregate: Mean -> Quantile share=0.9", "  argument: row.price -> (row.price * 2)"]);
    }

    [Fact]
    public void Compare_AfterAnotherTypeTagAndColumn_TellsEachOnItsOwnLine()
    {
        var after = WithView("places", view => view with
        {
            Features = [view.Features[0] with { Type = "int64", Meaning = view.Features[0].Meaning.Replace("row.name", "row.code").Replace("[name String?]", "[code Int32]") }, view.Features[1]],
            Tags = new Dictionary<string, string> { ["tier"] = "gold" },
            Hash = "other",
        });
        var changed = after with { Views = [.. after.Views.Select(view => view.Name == "places" ? view with { Tags = new Dictionary<string, string> { ["tier"] = "tin" } } : view)] };
        RegistryDiff.Compare(Travel, after, Nothing).Changes[0].Details.ShouldBe(
            ["features: ~ name", "  type: string -> int64", "  argument: row.name -> row.code", "  columns: name String? -> code Int32", "tags: + tier"]);
        RegistryDiff.Compare(after, changed, Nothing).Changes.ShouldHaveSingleItem().Details.ShouldBe(["tags: ~ tier", "  value: gold -> tin"]);
    }

    [Fact]
    public void Compare_AfterAnotherOwner_NeedsNoBackfill()
    {
        var after = WithView("prices", view => view with { Owner = "new@example.com" });
        Lines(Travel, after).ShouldBe(["~ view prices 4 features, windows 1h 7d ... owner: none -> new@example.com"]);
    }

    [Fact]
    public void OtherMeaning_UnderOneVersion_IsRefusedUntilAllowed()
    {
        var after = WithView("prices", view => view with { Features = [.. view.Features.Select(feature => feature with { Meaning = feature.Meaning.Replace("Mean", "Max") })], Hash = "other" });
        RegistryDiff.Compare(Travel, after, Nothing).Findings.ShouldHaveSingleItem().ToString().ShouldBe(
            """
            error QRN2001: view 'prices' would mean something else under the same version
              Other values for price_1h, price_7d.
              hint: make it .Version(3), or allow it by --allow-breaking prices
            """);
        RegistryDiff.Compare(Travel, after, new HashSet<string> { "prices" }).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void OtherKeysOrSource_IsOtherMeaning()
    {
        var after = WithView("places", view => view with { Meaning = "other", Hash = "other", Filter = "(row.code > 3)" });
        RegistryDiff.Compare(Travel, after, Nothing).Findings.ShouldHaveSingleItem().Detail.ShouldBe("filter: none -> (row.code > 3)");
    }

    [Fact]
    public void View_WhoseSourceMeansSomethingElse_SaysWhichPartsOfTheSourceDiffer()
    {
        static RepositorySnapshot Of(Func<SourceBuilder<TravelRepository.Trip>, SourceBuilder<TravelRepository.Trip>> rules) => SnapshotWriter.Of(ServicePlannerTests.PlanOf(new Rides(rules)));
        var (before, warns) = (Of(source => source), Of(source => source.Expect("paid", t => t.Price > 0)));
        RegistryDiff.Compare(before, warns, Nothing).Changes.ShouldHaveSingleItem().Thing.ShouldBe("source");
        var plan = RegistryDiff.Compare(before, Of(source => source.Delay("1h").Expect("paid", t => t.Price > 0, OnFail.Reject)), Nothing);
        plan.Changes.Where(change => change.Thing == "view").Select(change => $"{change.Name}: {string.Join("; ", change.Details)}").ShouldBe(
            ["best: its source long_trips differs: delay of trips, expectations that reject of trips", "prices: its source trips differs: delay, expectations that reject"]);
        plan.Findings.Select(finding => finding.Detail).ShouldBe(plan.Changes.Where(change => change.Thing == "view").Select(change => change.Details[0]));
    }

    [Fact]
    public void RemovedView_IsRefusedWhileAServiceReturnedIt()
    {
        var withoutRoutes = Travel with { Views = [.. Travel.Views.Where(view => view.Name != "routes")] };
        RegistryDiff.Compare(Travel, withoutRoutes, Nothing).Findings.ShouldHaveSingleItem().Message.ShouldBe("view 'routes' would be removed, and service 'quote' returns it");
        var withoutUnused = Travel with { Views = [.. Travel.Views.Where(view => view.Name != "prices@2")] };
        RegistryDiff.Compare(Travel, withoutUnused, Nothing).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void RemovedFeature_IsRefusedWhileAServiceReturnedIt()
    {
        RegistryDiff.Compare(Travel, WithView("prices", view => view with { Features = [.. view.Features.Skip(1)] }), Nothing).Findings.ShouldHaveSingleItem().Message
            .ShouldBe("feature 'prices:trips_1h' would be removed, and service 'quote' returns it");
        RegistryDiff.Compare(Travel, WithView("prices", view => view with { Features = [.. view.Features.SkipLast(1)] }), Nothing).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void OtherType_IsRefused() =>
        RegistryDiff.Compare(Travel, WithView("places", view => view with { Features = [view.Features[0] with { Type = "int64" }, view.Features[1]] }), Nothing).Findings
            .ShouldHaveSingleItem().Message.ShouldBe("feature 'places:name' would be int64 instead of string");

    [Fact]
    public void OtherEntityKeys_AreRefused()
    {
        var after = Travel with { Entities = [Travel.Entities[0] with { JoinKeys = ["iata"] }, Travel.Entities[1]] };
        RegistryDiff.Compare(Travel, after, Nothing).Findings.ShouldHaveSingleItem().Message.ShouldBe("entity 'airport' would have other join keys");
    }

    [Fact]
    public void Service_ThatLosesAndAsks_SaysSo()
    {
        var after = Travel with { Services = [Travel.Services[0] with { Columns = [.. Travel.Services[0].Columns.Skip(1)], Requests = ["price float64", "seats int64"] }] };
        Lines(Travel, after).ShouldBe(
            ["~ service quote 5 features ... requests: + seats int64; columns: - trips_1h | callers no longer get trips_1h | callers must also give seats int64"]);
    }

    private sealed class Sources : FeatureRepository
    {
        public Source<TravelRepository.Trip> Lake => Delta<TravelRepository.Trip>("lake/rides", source => source.EventTime(t => t.At).AtVersion(3));

        public Source<TravelRepository.Trip> Live => Stream<TravelRepository.Trip>(source => source.EventTime(t => t.At).Stream("rides"));
    }

    private sealed class Rides(Func<SourceBuilder<TravelRepository.Trip>, SourceBuilder<TravelRepository.Trip>> rules) : FeatureRepository
    {
        public Entity Airport => Entity("airport");

        public Source<TravelRepository.Trip> Trips => Parquet<TravelRepository.Trip>("trips.parquet", source => rules(source.EventTime(t => t.At)));

        public Source<TravelRepository.Trip> LongTrips => Sql<TravelRepository.Trip>("select * from trips where price > 100", source => source.EventTime(t => t.At), [Trips]);

        public FeatureView Prices => Trips.By(Airport, t => t.From).Windows("1h").Aggregate(w => new { Trips = w.Count() });

        public FeatureView Best => LongTrips.By(Airport, t => t.From).Windows("1h").Aggregate(w => new { Trips = w.Count() });
    }

    private static readonly HashSet<string> Nothing = [];

    private static RepositorySnapshot WithView(string name, Func<ViewEntry, ViewEntry> change) =>
        Travel with { Views = [.. Travel.Views.Select(view => view.Name == name ? change(view) : view)] };

    private static List<string> Lines(RepositorySnapshot before, RepositorySnapshot after) =>
        [.. RegistryDiff.Compare(before, after, Nothing).Changes.Select(change =>
            $"{change.Sign} {change.Thing} {change.Name} {change.Summary}".TrimEnd() + (change.Details.Count > 0 ? " ... " + string.Join("; ", change.Details) : "")
            + string.Concat(change.Consequences.Select(line => " | " + line)))];
}
