using System.Globalization;
using System.Text.Json;
using Quern.Cli.Tests.Projects;
using Quern.Stores.TrainingSets;

namespace Quern.Cli.Tests.Streams;

/// <summary>Features whose input is another feature: over HTTP, by <c>get</c>, with their events, and in a training set.</summary>
public sealed class LookupTests(ProjectTemplates templates)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddHours(-2);

    [Fact]
    public async Task LastItemsOfACustomer_HaveTheirFeaturesWhereverTheyAreAskedFor()
    {
        using var project = templates.Clicks();
        project.Quern("plan").Succeeded();
        project.Quern("materialize").Succeeded();
        project.Write("clicks.ndjson", Click(1, 1), Click(2, 3), Click(3, 7), Click(4, 2));
        using var server = ServedProject.Start(project);
        project.Quern("push", "item_clicks", "clicks.ndjson", "--server", server.Url).Succeeded().ShouldContain("4 accepted");

        var answer = await server.AskAsync("""{"feature_service":"rank","entities":{"customer":["ann","bob"]},"full_feature_names":true}""");
        answer.GetProperty("metadata").GetProperty("feature_names").ToString().ShouldBe(
            """["customer","recent__last_items_7d","recent_items__price","taste__mean_price","taste__mean_embedding","last__price"]""");
        answer.GetProperty("results").EnumerateArray().Skip(1).Select(column => $"{column.GetProperty("values")} {column.GetProperty("statuses")}").ShouldBe(
        [
            """[[2,7,3,1],[]] ["PRESENT","PRESENT"]""",
            """[[20.5,null,null,10.0],[]] ["PRESENT","PRESENT"]""",
            """[15.25,null] ["PRESENT","NULL_VALUE"]""",
            """[[0.5,0.5],null] ["PRESENT","NULL_VALUE"]""",
            """[20.5,null] ["PRESENT","NOT_FOUND"]""",
        ]);
        var item = answer.GetProperty("results")[5].GetProperty("event_timestamps");
        item.ToString().ShouldBe("""["2024-01-01T00:00:00Z","1970-01-01T00:00:00Z"]""");
        (await server.AskAsync("""{"features":["recent_items:price","taste:mean_price"],"entities":{"customer":["ann"]}}""")).GetProperty("results").GetArrayLength().ShouldBe(3);

        Features(project, "get", "rank", "customer=ann").ShouldBe(["last_items_7d [2,7,3,1]", "price [20.5,null,null,10]", "mean_price 15.25", "mean_embedding [0.5,0.5]", "last__price 20.5"]);
        project.Quern("get", "rank", "customer=ann", "--explain").Succeeded().ShouldContain("recent_items:price = [20.5,null,null,10.0]  PRESENT, the same as from history");

        project.Write("labels.csv", "event_timestamp,customer", $"{Start.AddMinutes(30):O},ann", $"{Start.AddSeconds(2):O},ann", $"{Start:O},");
        project.Quern("training-set", "rank", "--spine", "labels.csv", "--out", "train.parquet").Succeeded();
        using var rows = DuckSpine.Query("SELECT concat_ws(' ', price::VARCHAR, mean_price, mean_embedding::VARCHAR, last__price) AS line FROM 'train.parquet'", project.Folder);
        var lines = rows.Load([new("line", Values.ValueKind.String)], 0, 3, TestContext.Current.CancellationToken)[0];
        Enumerable.Range(0, 3).Select(row => lines[row].ToString()).ShouldBe(["[20.5, NULL, NULL, 10.0] 15.25 [0.5, 0.5] 20.5", "[10.0] 10.0 [1.0, 0.0] 10.0", ""]);
        JsonDocument.Parse(project.Read("train.parquet.manifest.json")).RootElement.GetProperty("definitions").EnumerateObject().Select(pair => pair.Name)
            .ShouldBe(["recent", "items", "recent_items", "taste", "last_item"]);
    }

    private static string Click(int number, int item) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"at":"{{Start.AddSeconds(number):O}}","customer":"ann","item":{{item}}}""");

    private static IEnumerable<string> Features(TestProject project, params string[] command) =>
        JsonDocument.Parse(project.Quern([.. command, "--json"]).Succeeded()).RootElement.GetProperty("features").EnumerateArray()
            .Select(feature => $"{feature.GetProperty("name")} {feature.GetProperty("value").GetRawText().Replace("\n", "").Replace(" ", "")}");
}
