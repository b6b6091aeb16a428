using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Connectors.Postgres;

namespace Quern.Connectors.Tests.Postgres;

public sealed class PostgresSettingsTests
{
    [Fact]
    public void SettingsOfTheGuide_AreSound()
    {
        var feed = (PostgresFeed)Guide.FeedOf("streams-postgres.md").Feed;
        feed.Settings.ShouldBe(new()
        {
            Path = "streams.customers.postgres", Connection = "env:PG_URL", Schema = "public", Table = "customers", Slot = "quern_customers", Publication = "quern_customers",
            Create = true, Snapshot = true, Operation = "op", CommitTime = "changed_at",
        });
        feed.Columns.ShouldBe(["op", "changed_at"]);
    }

    [Fact]
    public void EverythingThatIsWrong_IsToldAtOnce()
    {
        Read("""{ "connection": "", "table": "a.b.c", "slot": "Big-Slot", "create": "yes", "snapshot": "always", "operation": "x", "commit_time": "x", "topic": "t" }""").ShouldBe(
        [
            "'streams.s.postgres.connection' is not a text with something in it",
            "'streams.s.postgres.publication' is missing",
            "'streams.s.postgres.create' is neither true nor false",
            "'streams.s.postgres.snapshot' is none of the words for it",
            "'streams.s.postgres.topic' is not a setting",
            "'streams.s.postgres.table' is not a table's name",
            "'streams.s.postgres.slot' is no name for a slot",
            "'streams.s.postgres.commit_time' fills the column that \"operation\" fills",
        ]);
    }

    [Theory]
    [InlineData("postgresql://ann:p%40ss@db.example.com:6432/shop?sslmode=verify-full&application_name=x", "db.example.com:6432/shop")]
    [InlineData("postgres://db/shop", "db:5432/shop")]
    [InlineData("Host=db;Username=ann;Password=p@ss;Database=shop", "db:5432/shop")]
    public void Connection_MayBeAStringOrAUrl(string connection, string name)
    {
        var findings = new List<Finding>();
        var server = PostgresServer.Resolve(With(connection).Connection, "streams.customers.postgres.connection", findings);
        findings.ShouldBeEmpty();
        server!.Name.ShouldBe(name);
        if (connection.Contains("ann", StringComparison.Ordinal)) server.Hide("ann says p@ss").ShouldBe("ann says ***");
    }

    [Theory]
    [InlineData("Host=db;Pasword=hunter2", "QRN6101")]
    [InlineData("Username=ann;Password=hunter2", "QRN6101")]
    [InlineData("postgres://ann:hunter2@db/shop?nonsense=1", "QRN6101")]
    [InlineData("postgres://ann:hunter2@", "QRN6101")]
    [InlineData("hunter2", "QRN6101")]
    [InlineData("env:QUERN_NO_SUCH_VARIABLE", "QRN6103")]
    [InlineData("file:/no/such/file", "QRN6700")]
    [InlineData("file:relative", "QRN6700")]
    public void ConnectionThatIsNone_IsRefused_WithoutItsSecret(string connection, string code)
    {
        var finding = new PostgresFeed(With(connection)).Check().ShouldHaveSingleItem();
        finding.Code.ShouldBe(code);
        finding.ToString().ShouldNotContain("hunter2");
    }

    private static PostgresSettings With(string connection) => new() { Path = "streams.s.postgres", Connection = connection, Schema = "public", Table = "t", Slot = "s", Publication = "p" };

    private static string[] Read(string settings)
    {
        var findings = new List<Finding>();
        using var json = JsonDocument.Parse($$"""{ "s": { "postgres": {{settings}} } }""");
        FeedSettings.Read(json.RootElement, findings);
        return [.. findings.Select(finding => finding.Message)];
    }
}
