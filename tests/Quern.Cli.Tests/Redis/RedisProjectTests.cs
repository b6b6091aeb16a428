using System.Globalization;
using System.Net;
using System.Text.Json;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;
using Quern.Connectors.Tests;
using Quern.Connectors.Tests.Redis;

namespace Quern.Cli.Tests.Redis;

/// <summary>A project whose online state is in Redis, by configuration alone.</summary>
public sealed class RedisProjectTests(ProjectTemplates templates, RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public void Features_MaterializedIntoRedis_AreThoseOfTheFolder()
    {
        using var project = templates.Shop();
        string Answer() => project.Quern("get", "checkout", "customer=ann", "--json").Succeeded();
        project.Quern("materialize").Succeeded();
        var expected = JsonDocument.Parse(Answer()).RootElement.GetProperty("features").GetRawText();
        Settle(project, "shop");
        project.Quern("get", "checkout", "customer=ann").ShouldComplain("QRN4020");
        project.Quern("materialize").Succeeded();
        JsonDocument.Parse(Answer()).RootElement.GetProperty("features").GetRawText().ShouldBe(expected);
        project.Quern("status").Succeeded().ShouldContain("online to");
        project.Quern("cost").Succeeded();
        project.Quern("doctor").Succeeded().ShouldContain($"at 127.0.0.1:{redis.Port}: ");
        var backup = project.Quern("backup", project.Folder + ".backup");
        backup.Succeeded();
        backup.Errors.ShouldContain("QRN6640");
        project.Quern("materialize", "--rebuild").Succeeded();
        JsonDocument.Parse(Answer()).RootElement.GetProperty("features").GetRawText().ShouldBe(expected);
    }

    [Fact]
    public void Plan_NeedsNoPasswordOfTheStore()
    {
        using var project = templates.Shop();
        project.Write("quern.json", """{ "project": "shop", "online": { "redis": { "server": "127.0.0.1:1", "password": "env:QUERN_NOT_SET" } } }""");
        project.Quern("plan").Succeeded();
    }

    [Fact]
    public void Doctor_TellsThatRedisKeepsNothing()
    {
        using var forgetful = RedisServer.With("--appendonly", "no");
        using var project = templates.Shop();
        Settle(project, "shop", forgetful);
        project.Quern("doctor").Succeeded().ShouldContain("QRN6717");
    }

    [Fact]
    public void Servers_OfOneState_AnswerAlike_AndOneTakesEvents()
    {
        using var taking = templates.Till();
        Settle(taking, "till");
        using var reading = TestProject.CopyOf(taking.Folder);
        using var client = new HttpClient();
        var batches = Enumerable.Range(0, 5).Select(number => new SaleBatch(0, number)).ToArray();
        using (var first = ServedProject.Start(taking))
        using (var second = ServedProject.Start(reading, "--read-only"))
        {
            foreach (var batch in batches) batch.Push(client, first.Url).ShouldBe(HttpStatusCode.OK);
            // Seen at once where they were pushed, and elsewhere when they are in the state.
            SaleBatch.Counted(client, first.Url).ShouldBe(batches.Length * SaleBatch.Events);
            Eventually.So(() => SaleBatch.Counted(client, second.Url) == batches.Length * SaleBatch.Events, () => "the other server does not see the events");
            for (var customer = 0; customer < SaleBatch.Customers; customer++)
                SaleBatch.Read(client, second.Url, $"c{customer}").ShouldBe(SaleBatch.Read(client, first.Url, $"c{customer}"));
            batches[0].Push(client, second.Url).ShouldBe(HttpStatusCode.NotFound);
        }

        // A log of its own must not feed the same state.
        reading.Write("one.ndjson", batches[0].Sales.First().Json);
        reading.Quern("push", "sales", "one.ndjson").ShouldComplain("QRN6415", "--read-only");
        taking.Quern("get", "checkout", "customer=c1").Succeeded();
        reading.Quern("get", "checkout", "customer=c1").Succeeded().ShouldContain("sales_lifetime");
    }

    [Fact]
    public void Server_KilledUnderLoad_GoesOnWithTheSameState()
    {
        using var project = templates.Till();
        Settle(project, "till");
        using var client = new HttpClient();
        var pushed = 0;
        for (var kill = 0; kill < 3; kill++)
        {
            using var server = ServedProject.Start(project);
            SaleBatch.Counted(client, server.Url).ShouldBe(pushed * SaleBatch.Events);
            for (var until = Environment.TickCount64 + 1_000; Environment.TickCount64 < until; pushed++) new SaleBatch(1, pushed).Push(client, server.Url).ShouldBe(HttpStatusCode.OK);
            server.Kill();
        }

        using var last = ServedProject.Start(project);
        SaleBatch.Counted(client, last.Url).ShouldBe(pushed * SaleBatch.Events);
    }

    [Theory]
    [InlineData("""{}""", "QRN6101", "'online' names no store")]
    [InlineData("""{ "cassandra": {} }""", "QRN6101", "'online.cassandra' is no kind of online store")]
    [InlineData("""{ "redis": {} }""", "QRN6101", "'online.redis.server' is missing")]
    [InlineData("""{ "redis": { "server": "a b" } }""", "QRN6101", "'online.redis.server' is not a host")]
    [InlineData("""{ "redis": { "server": "localhost:99999" } }""", "QRN6101", "'online.redis.server' is not a host")]
    [InlineData("""{ "redis": { "server": "localhost", "database": "one" } }""", "QRN6101", "'online.redis.database' is not a whole number")]
    [InlineData("""{ "redis": { "server": "localhost", "timeout": "soon" } }""", "QRN6101", "'online.redis.timeout' is not a length of time")]
    [InlineData("""{ "redis": { "server": "localhost", "user": "me" } }""", "QRN6101", "'online.redis.user' is not a setting")]
    [InlineData("""{ "redis": { "server": "localhost", "password": "env:QUERN_NOT_SET" } }""", "QRN6103", "'online.redis.password' is to come from")]
    [InlineData("""{ "redis": { "server": "127.0.0.1:1" } }""", "QRN6401", "cannot be reached")]
    public void SettingsThatAreBroken_AreSaid(string online, string code, string complaint)
    {
        using var project = templates.Shop();
        project.Write("quern.json", $$"""{ "project": "shop", "online": {{online}} }""");
        project.Quern("status").ShouldComplain(code, complaint);
    }

    private void Settle(TestProject project, string name, RedisServer? server = null)
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        project.Write("quern.json", string.Create(CultureInfo.InvariantCulture, $$"""{ "project": "{{name}}", "online": { "redis": { "server": "127.0.0.1:{{(server ?? redis).Port}}", "prefix": "{{Guid.NewGuid():n}}" } } }"""));
    }
}
