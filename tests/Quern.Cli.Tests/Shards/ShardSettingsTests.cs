using System.Text.Json;
using Quern.Cli.Projects;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Shards;

/// <summary>What can be wrong with the settings of shards, all of it at once.</summary>
public sealed class ShardSettingsTests(ProjectTemplates templates)
{
    [Theory]
    [InlineData("""{ "Ads": { "services": ["a"], "url": "http://a" } }""", "error QRN6420: 'shards.Ads' is not a name of a shard")]
    [InlineData("""{ "default": { "services": ["a"], "url": "http://a" } }""", "error QRN6420: 'shards.default' says more than a \"url\"")]
    [InlineData("""{ "ads": { "url": "http://a" } }""", "error QRN6420: 'shards.ads' has nothing in it")]
    [InlineData("""{ "ads": { "services": ["a"] } }""", "error QRN6420: 'shards.ads.url' is missing")]
    [InlineData("""{ "ads": { "services": ["a"], "url": "ads:7566" } }""", "error QRN6420: 'shards.ads.url' is not an address of a server")]
    [InlineData("""{ "ads": { "services": ["a"], "url": "http://me:secret@ads" } }""", "error QRN6420: 'shards.ads.url' is not an address of a server")]
    [InlineData("""{ "ads": { "services": "a", "url": "http://a" } }""", "error QRN6101: 'shards.ads.services' is not a list of texts")]
    [InlineData("""{ "ads": { "service": ["a"], "services": ["a"], "url": "http://a" } }""", "error QRN6101: 'shards.ads.service' is not a setting")]
    [InlineData("""{ "ads": { "services": ["a"], "url": "http://a", "online": { "disk": {} } } }""", "error QRN6101: 'shards.ads.online.disk' is no kind of online store")]
    [InlineData("""{ "ads": { "services": ["a"], "url": "http://a" }, "post": { "services": ["a"], "url": "http://b" } }""", "error QRN6421: service 'a' is placed 2 times, in 'ads' and 'post'")]
    [InlineData("""{ "ads": { "views": ["v"], "url": "http://a" }, "post": { "views": ["v"], "url": "http://b" } }""", "error QRN6421: view 'v' is placed 2 times")]
    [InlineData("""{ "ads": { "services": ["a"], "url": "http://a", "online": { "redis": { "server": "r:1", "prefix": "x" } } }, "post": { "services": ["b"], "url": "http://b", "online": { "redis": { "server": "r:1", "prefix": "x" } } } }""", "error QRN6422: the shards 'ads' and 'post' have the same store")]
    public void Settings_ThatMakeNoSense_AreToldEach(string shards, string complaint) => Complaints(shards).ShouldContain(found => found.StartsWith(complaint, StringComparison.Ordinal));

    [Fact]
    public void Everything_ThatIsWrong_IsToldAtOnce() =>
        Complaints("""{ "Ads": { "services": ["a"] }, "post": { "services": ["a"], "url": "x", "more": 1 } }""").Select(found => found[6..13]).ShouldBe(["QRN6420", "QRN6420", "QRN6101", "QRN6420", "QRN6421"]);

    [Fact]
    public void Stores_OfRedis_HavePrefixesOfTheirOwn_WhereNothingIsSaid()
    {
        Complaints("""{ "ads": { "services": ["a"], "url": "http://a", "online": { "redis": { "server": "r:1" } } }, "post": { "services": ["b"], "url": "http://b", "online": { "redis": { "server": "r:1" } } } }""", """{ "redis": { "server": "r:1" } }""").ShouldBeEmpty();
        Complaints("""{ "ads": { "services": ["a"], "url": "http://a", "online": { "redis": { "server": "r:1", "prefix": "shop" } } } }""", """{ "redis": { "server": "r:1" } }""").ShouldHaveSingleItem().ShouldStartWith("error QRN6422: the shards 'default' and 'ads' have the same store");
    }

    [Fact]
    public void Names_ThatNothingHas_AndServicesApartFromWhatTheyRead_AreRefusedBeforeAnythingIsApplied()
    {
        using var project = templates.Till();
        project.Write("quern.json", """{ "project": "shop", "shards": { "a": { "services": ["checkout", "chekout"], "url": "http://a" }, "b": { "views": ["spending"], "url": "http://b" } } }""");
        foreach (var command in (string[][])[["plan"], ["materialize"], ["get", "checkout", "customer=ann"]])
        {
            var complaint = project.Quern(command).Failed();
            complaint.ShouldContain("error QRN6423: shard 'a' is to have service 'chekout', and there is no such service", customMessage: string.Join(' ', command));
            complaint.ShouldContain("error QRN6424: service 'checkout' is in shard 'a', and view 'spending' that it reads is only in shard 'b'");
        }

        project.Write("quern.json", """{ "project": "shop", "shards": { "a": { "services": ["checkout"], "url": "http://a" } } }""");
        project.Quern("materialize", "habits", "--shard", "a").Failed().ShouldContain("error QRN6425: view 'habits' is not in shard 'a'");
        project.Quern("materialize", "--shard", "z").Failed().ShouldContain("error QRN6425: there is no shard 'z'");
    }

    private static IReadOnlyList<string> Complaints(string shards, string? online = null)
    {
        var findings = new List<Finding>();
        using var json = JsonDocument.Parse(shards);
        var read = ShardSettings.Read(json.RootElement, findings);
        using var redis = online is null ? null : JsonDocument.Parse(online);
        findings.AddRange(ShardSettings.SharedStores(read, redis is null ? null : Quern.Connectors.Redis.OnlineSettings.Read(redis.RootElement, findings), "shop"));
        return [.. findings.Select(finding => finding.ToString().Split('\n')[0])];
    }
}
