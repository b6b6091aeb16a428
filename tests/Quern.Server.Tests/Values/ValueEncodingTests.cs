using System.Text.Json.Nodes;
using Quern.Server.Tests.Streams;

namespace Quern.Server.Tests.Values;

/// <summary>Every kind of value, as Feast's JSON has it: what a sender may write, and what is served then.</summary>
public sealed class ValueEncodingTests
{
    private static readonly (string Column, string Sent, string Served)[] Taken =
    [
        ("flag", "true", "true"),
        ("flag", "false", "false"),
        ("small", "-2147483648", "-2147483648"),
        ("small", "2147483647", "2147483647"),
        ("small", "7.0", "7"),
        ("small", "\"7\"", "7"),
        ("big", "-9223372036854775808", "-9223372036854775808"),
        ("big", "9223372036854775807", "9223372036854775807"),
        ("big", "9007199254740993", "9007199254740993"),
        ("big", "7e2", "700"),
        ("ratio", "0.1", "0.10000000149011612"),
        ("ratio", "-0.0", "-0.0"),
        ("ratio", "3.4028234663852886e38", "3.4028234663852886E+38"),
        ("ratio", "1e-45", "1.401298464324817E-45"),
        ("ratio", "16777217", "16777216.0"),
        ("price", "0.1", "0.1"),
        ("price", "3", "3.0"),
        ("price", "-0.0", "-0.0"),
        ("price", "1.7976931348623157e308", "1.7976931348623157E+308"),
        ("price", "5e-324", "5E-324"),
        ("note", "\"\"", "\"\""),
        ("note", "\"a \\\"b\\\" \\\\ \\u00e9 東京\"", "\"a \\\"b\\\" \\\\ é 東京\""),
        ("note", "\"\\u0000\"", "\"\\u0000\""),
        ("note", "7", "\"7\""),
        ("note", "\"1970-01-01\"", "\"1970-01-01\""),
        ("moment", "983404800", "983404800"),
        ("moment", "983404800.0", "983404800"),
        ("moment", "-1", "-1"),
        ("moment", "\"2001-03-01\"", "983404800"),
        ("moment", "\"2001-03-01T00:00:00\"", "983404800"),
        ("moment", "\"2001-03-01T01:00:00.999999+01:00\"", "983404800"),
        ("moment", "\"1969-12-31T23:59:59.5Z\"", "-1"),
        ("moment", "\"9999-12-31T23:59:59Z\"", "253402300799"),
        ("taste", "[0.1,-2]", "[0.10000000149011612,-2.0]"),
        ("taste", "[1e-50,0]", "[0.0,0.0]"),
    ];

    private static readonly (string Column, string Sent)[] Refused =
    [
        ("flag", "1"), ("flag", "\"true\""), ("flag", "[]"),
        ("small", "2147483648"), ("small", "-2147483649"), ("small", "7.5"), ("small", "\"07\""), ("small", "true"),
        ("big", "9223372036854775808"), ("big", "-9223372036854775809"), ("big", "1e400"), ("big", "\"0x7\""), ("big", "{}"),
        ("ratio", "1e39"), ("ratio", "\"0.5\""), ("ratio", "\"NaN\""),
        ("price", "1e309"), ("price", "\"Infinity\""), ("price", "true"),
        ("note", "true"), ("note", "7.5"), ("note", "\"\\ud800\""), ("note", "{}"),
        ("moment", "\"noon\""), ("moment", "1.5"), ("moment", "983404800000"), ("moment", "983404800000000"), ("moment", "true"),
        ("taste", "[1]"), ("taste", "[1,2,3]"), ("taste", "[1,\"2\"]"), ("taste", "[1,null]"), ("taste", "[1,1e39]"), ("taste", "1"), ("taste", "\"[1,2]\""),
    ];

    [Theory]
    [InlineData("/push")]
    [InlineData("/write-to-online-store")]
    public async Task Value_IsServedAsFeastEncodesIt(string route)
    {
        await using var server = await StreamServer.StartAsync(KindFeatures.Plan());
        foreach (var kind in Taken.GroupBy(value => value.Column))
        {
            string[] sent = [.. kind.Select(value => value.Sent)];
            (await SendAsync(server, route, kind.Key, sent)).Status.ShouldBe(200);
            var answer = await ReadAsync(server, sent.Length);
            var (values, statuses) = (answer["results"]![Place(answer, kind.Key)]!["values"]!.AsArray(), answer["results"]![Place(answer, kind.Key)]!["statuses"]!.AsArray());
            values.Select((value, row) => (sent[row], value!.ToJsonString(Plain), (string)statuses[row]!)).ShouldBe(kind.Select(value => (value.Sent, value.Served, "PRESENT")));
        }
    }

    [Theory]
    [InlineData("/push")]
    [InlineData("/write-to-online-store")]
    public async Task ValueOfAnotherKind_IsRefused(string route)
    {
        await using var server = await StreamServer.StartAsync(KindFeatures.Plan());
        var taken = new List<string>();
        foreach (var (column, sent) in Refused)
        {
            var (status, text) = await SendAsync(server, route, column, [sent]);
            if (status != 422 || (string)JsonNode.Parse(text)!["detail"]![0]!["code"]! != "QRN5048") taken.Add($"{column} {sent}: {status} {text}");
        }

        taken.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/push")]
    [InlineData("/write-to-online-store")]
    public async Task Null_IsAValueThatWasFound(string route)
    {
        await using var server = await StreamServer.StartAsync(KindFeatures.Plan());
        (await SendAsync(server, route, "small", ["null"])).Status.ShouldBe(200);
        var answer = await ReadAsync(server, 1);
        foreach (var name in new[] { "flag", "small", "big", "ratio", "price", "note", "moment", "taste" })
            (answer.Values(name), answer.Statuses(name)).ShouldBe(("[null]", "[\"NULL_VALUE\"]"), name);
    }

    [Fact]
    public async Task Lists_RankingsAndHistograms_HaveTheEncodingOfTheirValues()
    {
        await using var server = await StreamServer.StartAsync(KindFeatures.Plan());
        (await server.FeastPushAsync("""
            {"push_source_name":"measurements","df":{"at":["2024-05-01T11:30:00Z","2024-05-01T11:45:00Z","2024-05-01T11:50:00Z"],"id":[0,0,0],"flag":[true,null,false],"small":[-2147483648,null,7],
             "big":[9223372036854775807,null,7],"ratio":[0.1,null,3],"price":[0.1,null,3],"note":["b","a\"","b"],"moment":[983404800,null,"2001-03-01T00:00:01.5Z"]}}
            """)).ShouldBe((200, null));
        var answer = await ReadAsync(server, 1);
        new[] { "flags", "smalls", "bigs", "ratios", "prices", "notes", "moments" }.Select(name => answer.Values($"{name}_lifetime")).ShouldBe(
        [
            "[[false,true]]", "[[7,-2147483648]]", "[[7,9223372036854775807]]", "[[3.0,0.10000000149011612]]", "[[3.0,0.1]]", "[[\"b\",\"a\\u0022\",\"b\"]]", "[[983404801,983404800]]",
        ]);
        answer.Values("note_counts_lifetime").ShouldBe("""[[{"value":"b","count":2},{"value":"a\u0022","count":1}]]""");
        answer.Values("note_histogram_lifetime").ShouldBe("""[{"a\u0022":1,"b":2}]""");
        answer.Values("count_lifetime").ShouldBe("[3]");
    }

    [Fact]
    public async Task NumberThatIsNotFinite_IsNull()
    {
        await using var server = await StreamServer.StartAsync(KindFeatures.Plan());
        var answer = await server.VectorsAsync("all", """{"id":[1,1,1,1],"over":[1,-1,0,1],"under":[0,0,0,4],"of":[-1,4,null,0.1]}""");
        (answer.Values("quotient"), answer.Statuses("quotient")).ShouldBe(("[null,null,null,0.25]", """["NULL_VALUE","NULL_VALUE","NULL_VALUE","PRESENT"]"""));
        (answer.Values("root"), answer.Statuses("root")).ShouldBe(("[null,2.0,null,0.3162277638912201]", """["NULL_VALUE","PRESENT","NULL_VALUE","PRESENT"]"""));
    }

    private static System.Text.Json.JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static int Place(JsonNode answer, string name) => Array.IndexOf(answer.Names(), name);

    private static Task<(int Status, string Text)> SendAsync(StreamServer server, string route, string column, string[] values)
    {
        var isPush = route == "/push";
        var columns = new List<string> { $"\"{(isPush ? "at" : "event_timestamp")}\":[{Repeat("\"2024-05-01T11:30:00\"")}]", $"\"id\":[{string.Join(",", Enumerable.Range(0, values.Length))}]" };
        foreach (var name in new[] { "flag", "small", "big", "ratio", "price", "note", "moment", "taste" }) columns.Add($"\"{name}\":[{(name == column ? string.Join(",", values) : Repeat("null"))}]");
        var body = $"{{\"{(isPush ? "push_source_name\":\"measurements" : "feature_view_name\":\"latest")}\",\"df\":{{{string.Join(",", columns)}}}}}";
        return server.Client.AskAsync(route, body);

        string Repeat(string value) => string.Join(",", Enumerable.Repeat(value, values.Length));
    }

    private static Task<JsonNode> ReadAsync(StreamServer server, int rows)
    {
        var nulls = string.Join(",", Enumerable.Repeat("null", rows));
        return server.VectorsAsync("all", $$"""{"id":[{{string.Join(",", Enumerable.Range(0, rows))}}],"over":[{{nulls}}],"under":[{{nulls}}],"of":[{{nulls}}]}""");
    }
}
