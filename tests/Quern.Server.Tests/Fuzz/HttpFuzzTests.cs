using System.Text;
using System.Text.Json;
using Quern.Server.Tests.Materialization;
using Quern.Server.Tests.Streams;

namespace Quern.Server.Tests.Fuzz;

/// <summary>No body, however odd, gives a 5xx, hangs, or gets an answer that is no JSON.</summary>
public sealed class HttpFuzzTests
{
    private const string Df = """{"at":["2024-05-01T11:30:00Z","2024-05-01T11:45:00"],"customer":["ann","bob"],"amount":[2.5,4],"shop":["north",null]}""";

    [Fact]
    public Task GetOnlineFeatures_TakesOrRefuses() => RunAsync("/get-online-features",
    [
        """{"feature_service":"checkout","entities":{"customer":["ann","bob",null]},"full_feature_names":true}""",
        """{"features":["spending:spent_1h","last_sale:shop","last_sale@v1:last_amount"],"entities":{"customer":["ann"]},"include_feature_view_version_metadata":true}""",
    ]);

    [Theory]
    [InlineData("deadline_ms=600000")]
    [InlineData("error_bounds=true")]
    public Task Vectors_TakesOrRefuses(string query) => RunAsync($"/v1/vectors?{query}",
    [
        """{"feature_service":"checkout","entities":{"customer":["ann","bob",null]},"full_feature_names":true}""",
        """{"features":["spending:spent_1h","last_sale:shop"],"entities":{"customer":["ann"]}}""",
    ]);

    [Fact]
    public Task Explain_TakesOrRefuses() => RunAsync("/v1/explain?events=3", ["""{"feature_service":"checkout","entities":{"customer":["ann"]}}""", """{"features":["last_sale:shop"],"entities":{"customer":["ann"]}}"""], rounds: BodyMutator.Rounds / 10);

    [Fact]
    public Task Events_TakesOrRefuses() => RunAsync("/v1/streams/purchases/events",
    [
        """{"at":"2024-05-01T11:30:00Z","customer":"ann","amount":2.5,"shop":"north"}""",
        """[{"at":"2024-05-01T11:30:00Z","customer":"ann","amount":2.5,"shop":null},{"at":"2024-05-01T11:31:00+02:00","customer":"bob","amount":4,"shop":"süd"}]""",
    ]);

    // Of a service that is not there: none is made.
    [Fact]
    public Task TrainingSets_Refuses() => RunAsync("/v1/training-sets",
    [
        """{"service":"checkouts","labels":{"customer":["ann","bob"],"event_timestamp":["2024-05-01T11:30:00","2024-05-01T11:45:00Z"],"label":[1,null]},"format":"csv","as_known":true,"statuses":false}""",
        """{"features":["spending:spent"],"spine":"labels.csv","time_column":"at","on_bad_row":"quarantine"}""",
    ], accepted: null);

    [Fact]
    public Task Push_TakesOrRefuses() => RunAsync("/push", [$$"""{"push_source_name":"purchases","df":{{Df}},"to":"online","allow_registry_cache":true,"transform_on_write":true}"""]);

    [Fact]
    public Task WriteToOnlineStore_TakesOrRefuses() => RunAsync("/write-to-online-store",
    [
        """{"feature_view_name":"last_sale","df":{"customer":["ann","bob"],"shop":["north",null],"last_amount":[2.5,4],"event_timestamp":["2024-05-01T11:30:00","2024-05-01T11:45:00"],"created":[null,null]},"allow_registry_cache":false}""",
        $$"""{"feature_view_name":"spending@v1","df":{{Df}},"transform_on_write":true}""",
    ]);

    [Fact]
    public Task Materialize_TakesOrRefuses() => RunAsync("/materialize",
    [
        """{"start_ts":"2024-04-01T00:00:00","end_ts":"2024-05-01","feature_views":["spending","last_sale@v1"],"full_feature_names":false,"disable_event_timestamp":false}""",
        """{"start_ts":"2024-04-01","end_ts":"2024-05-01 10:00","feature_views":["spending"],"version":"v1"}""",
    ]);

    [Fact]
    public Task MaterializeIncremental_TakesOrRefuses() => RunAsync("/materialize-incremental", ["""{"end_ts":"2024-05-01T11:00:00+01:00","feature_views":["spending","last_sale"],"full_feature_names":false}"""]);

    private static async Task RunAsync(string route, string[] samples, int? accepted = 200, int? rounds = null)
    {
        const int seed = 20240501;
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, materializer: (_, _) => new GatedMaterializer());
        var mutator = new BodyMutator(seed, samples);
        var statuses = new SortedDictionary<int, int>();
        for (var round = 0; round < (rounds ?? BodyMutator.Rounds); round++)
        {
            var body = mutator.Next();
            using var response = await server.Client.PostAsync(route, new ByteArrayContent(body), TestContext.Current.CancellationToken);
            var status = (int)response.StatusCode;
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var said = $"seed {seed}, round {round}: {Encoding.UTF8.GetString(body)} gave {status} {text}";
            status.ShouldBeLessThan(500, said);
            if (text.Length > 0) Should.NotThrow(() => JsonDocument.Parse(text).Dispose(), said);
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
        }

        // Both happened, or the mutations are of no use.
        if (accepted is { } taken) statuses.Keys.ShouldContain(taken);
        statuses.Keys.ShouldContain(422);
    }
}
