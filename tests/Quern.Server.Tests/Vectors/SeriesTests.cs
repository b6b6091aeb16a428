using System.Text.Json.Nodes;

namespace Quern.Server.Tests.Vectors;

/// <summary>One vector at many instants of the past.</summary>
public sealed class SeriesTests
{
    private const string Ann = """{"feature_service":"checkout","entities":{"customer":["ann"]}}""";

    [Fact]
    public async Task EachPoint_IsTheVectorAsOfItsInstant()
    {
        await using var server = await VectorTests.ShopAsync();
        var (status, series) = await VectorTests.PostAsync(server, "/v1/series?from=2024-05-01T10:30:00Z&to=2024-05-01T12:00:00Z&points=7", Ann);
        status.ShouldBe(200, series.ToJsonString());
        (VectorTests.Text(series, "service"), VectorTests.Text(series, "version")).ShouldBe(("checkout", "1"));
        string[] times = [.. series["times"]!.AsArray().Select(time => (string)time!)];
        times.ShouldBe(["2024-05-01T10:30:00Z", "2024-05-01T10:45:00Z", "2024-05-01T11:00:00Z", "2024-05-01T11:15:00Z", "2024-05-01T11:30:00Z", "2024-05-01T11:45:00Z", "2024-05-01T12:00:00Z"]);
        var differing = 0;
        for (var point = 0; point < times.Length; point++)
        {
            var (_, vector) = await VectorTests.PostAsync(server, $"/v1/vectors?at={times[point]}", Ann);
            foreach (var column in vector["features"]!.AsArray())
            {
                var same = series["features"]!.AsArray().Single(other => VectorTests.Text(other!, "name") == VectorTests.Text(column!, "name"))!;
                JsonNode.DeepEquals(same["values"]![point], column!["values"]![0]).ShouldBeTrue($"{column["name"]} at {times[point]}: {same["values"]![point]} and {column["values"]![0]}");
                ((string)same["statuses"]![point]!).ShouldBe((string)column["statuses"]![0]!);
                if (point > 0 && !JsonNode.DeepEquals(same["values"]![point], same["values"]![point - 1])) differing++;
            }
        }

        differing.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("", "QRN5180 QRN5180")]
    [InlineData("?from=2024-05-01T10:00:00Z", "QRN5180")]
    [InlineData("?from=yesterday&to=2024-05-01T11:00:00Z", "QRN5180")]
    [InlineData("?from=2024-05-01T10:00:00Z&to=2024-05-01T12:00:01Z", "QRN5180")]
    [InlineData("?from=2024-05-01T11:00:00Z&to=2024-05-01T11:00:00Z", "QRN5180")]
    [InlineData("?from=2024-05-01T10:00:00Z&to=2024-05-01T11:00:00Z&points=1", "QRN5180")]
    [InlineData("?from=2024-05-01T10:00:00Z&to=2024-05-01T11:00:00Z&points=501", "QRN5180")]
    [InlineData("?from=2024-05-01T10:00:00Z&to=2024-05-01T11:00:00Z&at=now", "QRN5143")]
    public async Task AStretchThatIsNone_IsTold(string query, string codes)
    {
        await using var server = await VectorTests.ShopAsync();
        var (status, body) = await VectorTests.PostAsync(server, "/v1/series" + query, Ann);
        (status, body.Codes()).ShouldBe((422, codes));
    }

    [Theory]
    [InlineData("""{"feature_service":"checkout","entities":{"customer":["ann","bob"]}}""", 413, "QRN5009")]
    [InlineData("""{"feature_service":"checkout","entities":{"customer":[]}}""", 422, "QRN5018")]
    public async Task AnythingButOneRow_IsRefused(string request, int expected, string code)
    {
        await using var server = await VectorTests.ShopAsync();
        var (status, body) = await VectorTests.PostAsync(server, "/v1/series?from=2024-05-01T10:00:00Z&to=2024-05-01T11:00:00Z", request);
        (status, body.Codes()).ShouldBe((expected, code));
    }
}
