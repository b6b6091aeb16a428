using Quern.Planning;
using Quern.Values;

namespace Quern.Surface.Tests;

public sealed class ProductExampleTests
{
    private static readonly RepositoryPlan Plan = PlanOf(new FlightFeatures());

    [Fact]
    public void Plan_NamesEveryFeatureAfterItsMemberAndWindow() =>
        Plan.Views["airport_delays"].Features.Select(feature => $"{feature.Name} {feature.Type}").ShouldBe(
        [
            "departures_1h int64", "departures_1d int64", "departures_7d int64",
            "late_departures_1h int64", "late_departures_1d int64", "late_departures_7d int64",
            "mean_delay_1h float64", "mean_delay_1d float64", "mean_delay_7d float64",
            "p90_delay_1h int64", "p90_delay_1d int64", "p90_delay_7d int64",
            "destinations_1h int64", "destinations_1d int64", "destinations_7d int64",
            "last_delays_1h list<int64>", "last_delays_1d list<int64>", "last_delays_7d list<int64>",
        ]);

    [Fact]
    public void Plan_KeepsWhatWasSaidOfTheView()
    {
        var view = Plan.Views["airport_delays"].Definition;
        view.Labels.Owner.ShouldBe("ops-ml@example.com");
        view.Labels.Description.ShouldBe("How an airport has been running lately");
        view.Source.Stream.ShouldBe("flights");
        view.Source.KnownAt!.Text.ShouldBe("row.date.AddMinutes((double(Math.Max(row.delay, 0)) + (double(row.distance) / 8.0)))");
    }

    [Fact]
    public void Service_ReturnsViewsThenOnDemandAndAsksForOneKey()
    {
        var service = Plan.Services["late_flight"];
        service.JoinKeys.ShouldBe([new RequestField("airport", ValueKind.String)]);
        service.Outputs.Count.ShouldBe(18 + 4 + 1);
        service.Outputs[^1].Name.ShouldBe("delay_pressure");
        service.OnDemand.ShouldHaveSingleItem().Inputs.ShouldBe([new OnDemandInput(InputKind.Feature, 0, 6), new OnDemandInput(InputKind.Feature, 0, 8)]);
    }

    [Fact]
    public void Reading_TheWholeAssembly_FindsTheRepository() =>
        RepositoryReader.Read(typeof(FlightFeatures).Assembly).Definition.Services.ShouldContain(service => service.Name == "late_flight");

    [Fact]
    public void Lineage_GoesFromSourceToService() =>
        Lineage.Of(Plan).Edges.Select(edge => $"{edge.From.Name} -> {edge.To.Name} {edge.Feature}".TrimEnd()).ShouldBe(
        [
            "flights -> airport_delays", "airports -> airport_info", "airport_delays -> delay_pressure mean_delay_1h", "airport_delays -> delay_pressure mean_delay_7d",
            "airport_delays -> late_flight", "airport_info -> late_flight", "delay_pressure -> late_flight",
        ]);

    private static RepositoryPlan PlanOf(FeatureRepository repository)
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }
}
