using Quern.Values;

namespace Quern.Planning.Tests;

public sealed class ServicePlannerTests
{
    private static readonly RepositoryPlan Plan = PlanOf(new TravelRepository());

    private readonly ServicePlanner _planner = new(Plan);

    [Fact]
    public void Service_NamesColumnsByAliasAndOrder() => Plan.Services["quote"].Outputs.Select(output => $"{output.Name} {output.FullName} {output.Type}").ShouldBe(
    [
        "trips_1h prices__trips_1h int64", "price_1h prices__price_1h float64", "there__price_1h there__price_1h float64", "best_lifetime routes__best_lifetime float64",
        "double double float64", "greeting greeting string",
    ]);

    [Fact]
    public void Service_AsksForEachKeyColumnOnce_UnderTheNamesItGives()
    {
        var service = Plan.Services["quote"];
        service.JoinKeys.ShouldBe([new("origin", ValueKind.String), new("destination", ValueKind.String), new("airport", ValueKind.String)]);
        service.Requests.ShouldBe([new("price", ValueKind.Float64)]);
        service.Reads.Select(read => $"{read.Name}({string.Join(",", read.JoinKeys)})").ShouldBe(["prices(origin)", "there(destination)", "routes(origin,destination)", "places(airport)"]);
    }

    [Fact]
    public void OnDemand_ReadsWhatNobodyReturns_AndComesAfterWhatItNeeds()
    {
        var service = Plan.Services["quote"];
        service.OnDemand.Select(plan => plan.Definition.Name).ShouldBe(["markup", "double", "greeting"]);
        service.OnDemand[0].Inputs[0].ShouldBe(new OnDemandInput(InputKind.Request, 0, 0));
        var usual = service.OnDemand[0].Inputs[1];
        service.Reads[usual.Read].View.Features[service.Reads[usual.Read].Features[usual.Index]].Name.ShouldBe("price_7d");
        service.OnDemand[1].Inputs.ShouldBe([new OnDemandInput(InputKind.OnDemand, 0, 0)]);
        service.Outputs[^1].Input.ShouldBe(new OnDemandInput(InputKind.OnDemand, 2, 0));
    }

    [Fact]
    public void References_InEveryForm_AreFound()
    {
        var (plan, findings) = _planner.Plan(["prices:price_1h", "prices@2:seats_1h", "routes__best_lifetime", "double", "places:name"], fullNames: false);
        findings.ShouldBeEmpty();
        plan!.Name.ShouldBeNull();
        plan.Outputs.Select(output => output.FullName).ShouldBe(["prices__price_1h", "prices@2__seats_1h", "routes__best_lifetime", "double", "places__name"]);
        plan.JoinKeys.Select(key => key.Name).ShouldBe(["airport", "origin", "destination"]);
    }

    [Fact]
    public void References_ThatShareAShortName_NeedFullNames()
    {
        string[] both = ["prices:price_1h", "prices@2:price_1h"];
        _planner.Plan(both, fullNames: false).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN1024");
        _planner.Plan(both, fullNames: true).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void UnknownReferences_SuggestTheNearestName() => _planner.Plan(["price:price_1h", "prices:prise_1h", "dubble", "prices:"], fullNames: false).Findings
        .Select(finding => $"{finding.Message}: {finding.Hint}").ShouldBe(
        [
            "reference 'price:price_1h': there is no view 'price': did you mean 'prices'?",
            "reference 'prices:prise_1h': view 'prices' has no feature 'prise_1h': did you mean 'price_1h'?",
            "reference 'dubble' names no feature: write view:feature, or an on-demand feature's name; did you mean 'double'?",
            "reference 'prices:': view 'prices' has no feature '': there are trips_1h, trips_7d, price_1h, price_7d.",
        ]);

    [Fact]
    public void RequestField_OfTwoWidths_IsOfTheNarrower()
    {
        var plan = PlanOf(new TwoWidths());
        plan.Services["both"].Requests.ShouldBe([new("seats", ValueKind.Int32)]);
        plan.Services["wide"].Requests.ShouldBe([new("seats", ValueKind.Int64)]);
    }

    [Fact]
    public void AMillionTypos_GiveAFewFindingsAndACount()
    {
        var (plan, findings) = _planner.Plan([.. Enumerable.Range(0, 1_000_000).Select(i => $"prices:x{i}")], fullNames: false);
        plan.ShouldBeNull();
        findings.Count.ShouldBe(21);
        findings[^1].Message.ShouldBe("and 999980 more findings of QRN1030");
    }

    [Fact]
    public void View_KnowsItsReachFieldsAndLateness()
    {
        var prices = (AggregationViewPlan)Plan.Views["prices"];
        (prices.Reach.ToString(), prices.AllowedLateness.ToString(), prices.NeedsOrder).ShouldBe(("7d", "8d", false));
        prices.Fields.ShouldBe([0, 1, 3]);
        ((AggregationViewPlan)Plan.Views["prices@2"]).Fields.Count.ShouldBe(7);
        ((AggregationViewPlan)Plan.Views["routes"]).Reach.ShouldBeNull();
        Plan.Views["places"].Features[1].FeatureType.ShouldBe(Schema.FeatureType.Identifier);
    }

    private sealed class TwoWidths : FeatureRepository
    {
        [OnDemand] public static long? Twice([Request] long? seats) => seats * 2;

        [OnDemand] public static int? Half([Request] int seats) => seats / 2;

        public FeatureService Both => Service(OnDemand(Twice), OnDemand(Half));

        public FeatureService Wide => Service(OnDemand(Twice));
    }

    internal static RepositoryPlan PlanOf(FeatureRepository repository)
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }
}
