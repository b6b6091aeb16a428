using Quern.Planning.Snapshots;
using Quern.Values;

namespace Quern.Planning.Tests;

public sealed class LookupPlannerTests
{
    private static readonly RepositoryPlan Plan = ServicePlannerTests.PlanOf(new ShopRepository());

    [Fact]
    public void Service_HasTheFeaturesOfItsLookups_UnderTheNamesOfViews() => Plan.Services["rank"].Outputs.Select(output => $"{output.Name} {output.FullName} {output.Type}").ShouldBe(
    [
        "last_items_7d recent__last_items_7d list<int32>", "price recent_items__price list<float64?>", "category recent_items__category list<string?>",
        "taste__mean_price taste__mean_price float64", "taste__embedding taste__embedding embedding", "gift__price gift__price float64", "dear dear boolean", "second second float64",
    ]);

    [Fact]
    public void Lookup_TakesItsKeysFromTheReadOfTheSameEntity()
    {
        var service = Plan.Services["rank"];
        service.JoinKeys.Select(key => key.Name).ShouldBe(["user", "friend"]);
        service.Reads.Select(read => $"{read.Name}({string.Join(",", read.JoinKeys)})").ShouldBe(["recent(user)", "recent(friend)"]);
        service.Lookups.Select(read => $"{read.Name} {read.Key.Read}").ShouldBe(["recent_items 0", "taste 0", "gift 1", "last_item 0"]);
        service.Lookups[0].Items.JoinKeys.ShouldBe([new("item", ValueKind.Int64)]);
        service.Views.Select(view => view.Reference).ShouldBe(["recent", "items"]);
    }

    [Fact]
    public void Lookup_OfAList_ReadsEachInputOnce()
    {
        var (plan, _) = new ServicePlanner(Plan).Plan(["taste:mean_price", "taste:dearest", "taste:categories"], fullNames: true);
        var read = plan!.Lookups.ShouldHaveSingleItem();
        read.Items.Reads[0].Features.Count.ShouldBe(2);
        Enumerable.Range(0, 3).Select(read.InputOf).ShouldBe([0, 0, 1]);
    }

    [Fact]
    public void References_NameFeaturesOfLookups()
    {
        var (plan, findings) = new ServicePlanner(Plan).Plan(["recent_items:price", "last_sales__prices_30d"], fullNames: false);
        findings.ShouldBeEmpty();
        plan!.Outputs.Select(output => $"{output.FullName} {output.Type}").ShouldBe(["recent_items__price list<float64?>", "last_sales__prices_30d list<float64>"]);
        new ServicePlanner(Plan).Plan(["recent_items:pryce", "recent_items:embedding"], fullNames: false).Findings.Select(finding => finding.Code).ShouldBe(["QRN1030", "QRN1046"]);
    }

    [Fact]
    public void Lineage_GoesThroughLookups()
    {
        var edges = Lineage.Of(Plan).Edges.Select(edge => $"{edge.From.Kind} {edge.From.Name} -> {edge.To.Kind} {edge.To.Name}").ToList();
        edges.ShouldContain("View recent -> Lookup recent_items");
        edges.ShouldContain("View items -> Lookup recent_items");
        edges.ShouldContain("Lookup recent_items -> Service rank");
        edges.ShouldContain("Lookup last_item -> OnDemand dear");
    }

    [Fact]
    public void Plan_OfWrongLookups_SaysEverythingAtOnce()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new WrongLookups()), new PlanOptions());
        plan.ShouldBeNull();
        findings.Select(finding => $"{finding.Code} {finding.Message}").ShouldBe(
        [
            "QRN1012 lookup 'shapeless': Aggregate does not give an object with named features",
            "QRN1011 lookup 'items' is defined more than once",
            "QRN1010 service 'wrong', alias 'Taste': the name is not lower snake case",
            "QRN1030 lookup 'missing', key: view 'recent' has no feature 'last_item'",
            "QRN1043 lookup 'by_reals': feature 'recent:seconds_7d' is list<float64>, which cannot be the key of a view",
            "QRN1043 lookup 'by_ranking': feature 'recent:items_7d' is ranking<int32>, which cannot be the key of a view",
            "QRN1044 lookup 'other_kind': feature 'recent:shops_7d' has string values, but join key 'item' of view 'items' is int64",
            "QRN1045 lookup 'two_keys': view 'baskets' is of entity 'basket', which has 2 join keys",
            "QRN1047 lookup 'of_one': its key is a single value, so that there is nothing to aggregate",
            "QRN1030 lookup 'unfit', feature 'typo': view 'sales' has no feature 'meen_30d'",
            "QRN1046 lookup 'unfit', feature 'lists': feature 'prices_30d' is list<float64>, of which a list cannot hold one for each item",
            "QRN1016 lookup 'texts', feature 'mean': aggregate 'Mean' cannot take a String",
            "QRN1046 lookup 'texts', feature 'embeddings': feature 'embedding' is embedding, of which a list cannot hold one for each item",
            "QRN1031 service 'wrong': lookup 'recent_items' has no join key 'usr' to rename",
            "QRN1037 service 'wrong' reads lookup 'recent_items' twice under one name",
            "QRN1046 service 'wrong', lookup 'whole': feature 'embedding' is embedding, of which a list cannot hold one for each item",
            "QRN1023 service 'wrong': lookup 'recent_items' has no feature 'pryce'",
            "QRN1046 service 'wrong', lookup 'recent_items': feature 'embedding' is embedding, of which a list cannot hold one for each item",
            "QRN1028 on-demand feature 'cheap': parameter 'price' is float64, but feature 'recent_items:price' is list<float64?>",
            "QRN1030 on-demand feature 'cheap', parameter 'other': lookup 'last_item' has no feature 'prise'",
            "QRN1024 service 'wrong': two columns are named 'price'",
            "QRN1024 service 'wrong': two columns are named 'category'",
            "QRN1024 service 'wrong': two columns are named 'price'",
        ]);
    }

    [Fact]
    public void Snapshot_HasLookups_AndOneWithoutAnyHasNoWordOfThem()
    {
        var snapshot = SnapshotWriter.Of(Plan);
        var json = SnapshotJson.Write(snapshot);
        SnapshotJson.Write(SnapshotJson.Read(json)).ShouldBe(json);
        json.ShouldContain("Mean of price");
        SnapshotJson.Write(SnapshotWriter.Of(ServicePlannerTests.PlanOf(new TravelRepository()))).ShouldNotContain("lookups");
    }

    [Fact]
    public void ChangedKey_ChangesTheLookupAndItsServices()
    {
        var before = SnapshotWriter.Of(Plan);
        var after = With(before, lookup => lookup with { Key = "recent:other", Hash = "other" });
        var plan = RegistryDiff.Compare(before, after, new HashSet<string>());
        var change = plan.Changes.ShouldHaveSingleItem();
        change.Details.ShouldBe(["key: recent:last_items_7d -> recent:other"]);
        change.Consequences.ShouldBe(["changes service rank"]);
        plan.Findings.ShouldHaveSingleItem().ToString().ShouldBe(
            """
            error QRN2001: lookup 'recent_items' would mean something else under the same name
              Its keys would be recent:other instead of recent:last_items_7d.
              hint: give the new lookup another name, or allow it by --allow-breaking recent_items
            """.ReplaceLineEndings("\n"));
        RegistryDiff.Compare(before, after, new HashSet<string> { "recent_items" }).Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("removed", "QRN2002 lookup 'recent_items' would be removed, and service 'rank' returns it")]
    [InlineData("feature", "QRN2002 feature 'recent_items:price' would be removed, and service 'rank' returns it")]
    [InlineData("type", "QRN2003 feature 'recent_items:price' would be int64 instead of list<float64?>")]
    [InlineData("view", "QRN2001 lookup 'recent_items' would mean something else under the same name")]
    [InlineData("from", "QRN2001 lookup 'recent_items' would mean something else under the same name")]
    [InlineData("owner", "")]
    public void ChangedLookup_OfAService_IsRefused(string what, string expected)
    {
        var before = SnapshotWriter.Of(Plan);
        LookupEntry? Change(LookupEntry lookup) => what switch
        {
            "removed" => null,
            "feature" => lookup with { Features = [.. lookup.Features.Skip(1)] },
            "type" => lookup with { Features = [lookup.Features[0] with { Type = "int64" }, .. lookup.Features.Skip(1)] },
            "from" => lookup with { Features = [lookup.Features[0] with { From = "category" }, .. lookup.Features.Skip(1)] },
            "view" => lookup with { View = "sales" },
            _ => lookup with { Owner = "me" },
        };
        var findings = RegistryDiff.Compare(before, With(before, Change), new HashSet<string>()).Findings;
        string.Join("\n", findings.Select(finding => $"{finding.Code} {finding.Message}")).ShouldBe(expected);
    }

    private static RepositorySnapshot With(RepositorySnapshot snapshot, Func<LookupEntry, LookupEntry?> change) =>
        snapshot with { Lookups = [.. snapshot.Lookups!.Select(lookup => lookup.Name == "recent_items" ? change(lookup) : lookup).OfType<LookupEntry>()] };

    [Fact]
    public void ChangedView_ChangesTheServicesThatLookItUp()
    {
        var before = SnapshotWriter.Of(Plan);
        var after = before with { Views = [.. before.Views.Select(view => view.Name == "items" ? view with { Hash = "other" } : view)] };
        RegistryDiff.Compare(before, after, new HashSet<string>()).Changes.ShouldHaveSingleItem().Consequences
            .ShouldBe(["changes lookups last_item, recent_items, taste", "changes service rank", "needs a backfill"]);
    }

    [Fact]
    public void FeatureThatALookupReads_IsMissedByItsServices()
    {
        var before = SnapshotWriter.Of(Plan);
        var after = before with { Views = [.. before.Views.Select(view => view.Name == "items" ? view with { Features = [.. view.Features.Where(feature => feature.Name != "price")] } : view)] };
        RegistryDiff.Compare(before, after, new HashSet<string>()).Findings.ShouldHaveSingleItem().Message.ShouldBe("feature 'items:price' would be removed, and service 'rank' returns it");
    }

    [Fact]
    public void HashOfALookup_FollowsItsViewsAndItself()
    {
        var other = ServicePlannerTests.PlanOf(new OtherShop());
        other.Lookups["recent_items"].Hash.ShouldBe(Plan.Lookups["recent_items"].Hash);
        other.Lookups["more"].Hash.ShouldNotBe(Plan.Lookups["taste"].Hash);
    }

    private sealed class OtherShop : ShopRepository
    {
        public Lookup More => Lookup(Recent, "last_items_7d", Items).Aggregate(i => new { MeanPrice = i.Sum("price") }).Describe("more");
    }
}
