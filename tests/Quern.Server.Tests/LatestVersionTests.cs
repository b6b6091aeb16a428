using System.Text.Json.Nodes;
using Quern.Server.Tests.Materialization;

namespace Quern.Server.Tests;

/// <summary>Versions of a view side by side, and who asks for the latest.</summary>
public sealed class LatestVersionTests
{
    [Theory]
    [InlineData("departures:count_1h", "count_1h")]
    [InlineData("departures@2:mean_delay_1h", "mean_delay_1h")]
    [InlineData("departures@v10:worst_1h", "worst_1h")]
    [InlineData("departures@latest:worst_1h", "worst_1h")]
    public async Task Reference_NamesAVersion(string reference, string feature)
    {
        await using var server = await RunningServer.StartAsync(plan: Plans.Of(new Versions()));
        var (status, text) = await server.PostAsync($$"""{"features":["{{reference}}"],"entities":{"iata":["ORD"]} }""");
        status.ShouldBe(200, text);
        JsonNode.Parse(text)!.Names().ShouldBe(["iata", feature]);
    }

    [Theory]
    [InlineData("departures@latest:count_1h", "QRN5013")]
    [InlineData("arrivals@latest:count_1h", "Feature view arrivals does not exist")]
    public async Task LatestVersion_WithoutTheFeature_OrOfNothing_IsTold(string reference, string expected)
    {
        await using var server = await RunningServer.StartAsync(plan: Plans.Of(new Versions()));
        var (status, text) = await server.PostAsync($$"""{"features":["{{reference}}"],"entities":{"iata":["ORD"]} }""");
        status.ShouldBe(404);
        text.ShouldContain(expected);
    }

    [Fact]
    public async Task Materialization_TakesThemByName()
    {
        var materializer = new GatedMaterializer();
        await using var server = await RunningServer.StartAsync(prepare: registry => registry.Materializer = materializer, plan: Plans.Of(new Versions()));
        (await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01","feature_views":["departures@latest","departures@v2","departures","departures@10"]}""")).ShouldBe((200, "null"));
        (await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01","feature_views":["departures"],"version":"latest"}""")).ShouldBe((200, "null"));
        materializer.Asked.Select(run => run.Split(' ')[0]).ShouldBe(["departures@10", "departures@2", "departures", "departures@10"]);
    }

    private sealed class Versions : FeatureRepository
    {
        public Entity Airport => Entity("airport", "An airport, by IATA code", "iata");

        public Source<Flight> Flights => Parquet<Flight>("flights.parquet", source => source.EventTime(f => f.Date));

        public FeatureView Departures => Flights.By(Airport, f => f.Origin).Windows("1h").Aggregate(w => new { Count = w.Count() });

        public FeatureView Second => Flights.By(Airport, f => f.Origin).Windows("1h").Aggregate(w => new { MeanDelay = w.Mean(f => f.Delay) }).Named("departures").Version(2);

        public FeatureView Tenth => Flights.By(Airport, f => f.Origin).Windows("1h").Aggregate(w => new { Worst = w.Max(f => f.Delay) }).Named("departures").Version(10);
    }
}
