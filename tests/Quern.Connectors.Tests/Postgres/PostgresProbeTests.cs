using Quern.Engine.Feeds;

namespace Quern.Connectors.Tests.Postgres;

/// <summary>What is found out about a table before it is read, at a real server.</summary>
public sealed class PostgresProbeTests(PostgresCluster cluster) : CustomersTest(cluster)
{
    [Fact]
    public void Server_ThatIsWell_TellsItsVersionAndClock_AndNothingIsMade()
    {
        var probe = Probe(TimeProvider.System);
        probe.Findings.ShouldBeEmpty();
        probe.System!.ShouldStartWith("PostgreSQL 1");
        probe.ClockAhead!.Value.Duration().ShouldBeLessThan(TimeSpan.FromSeconds(5));
        Database.Ask("SELECT slot_name FROM pg_replication_slots WHERE database = current_database()").ShouldBeEmpty();
        Database.Ask("SELECT pubname FROM pg_publication").ShouldBeEmpty();
    }

    [Fact]
    public void Clock_AMinuteBehindOurs_IsMeasured()
    {
        var ahead = Probe(new LateClock()).ClockAhead!.Value;
        ahead.ShouldBeInRange(TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(65));
    }

    [Fact]
    public void EverythingThatIsMissing_IsToldAtOnce()
    {
        Database.Do("DROP ROLE IF EXISTS probed", "CREATE ROLE probed LOGIN");
        Codes(("connection", Cluster.ConnectionTo(Database.Name, "probed")), ("create", false)).ShouldBe(["QRN6124", "QRN6124", "QRN6127"]);
        Codes(("table", "public.others")).ShouldBe(["QRN6122"]);
        Codes(("connection", "Host=127.0.0.1;Port=1;Database=shop;Username=quern;Password=topsecret")).ShouldBe(["QRN6120"]);
        Codes(("connection", "env:NO_SUCH_VARIABLE")).ShouldBe(["QRN6103"]);
    }

    [Fact]
    public void Password_FromAFile_LetsUsIn_AndItsMissingFileIsTold()
    {
        Database.Do("DROP ROLE IF EXISTS filed", "CREATE ROLE filed LOGIN REPLICATION PASSWORD 'right'", "GRANT SELECT ON customers TO filed");
        var file = Path.Combine(Project.Folder, "secret");
        File.WriteAllText(file, Cluster.ConnectionTo(Database.Name, "filed", "right") + "\r\n");
        Probe(TimeProvider.System, ("connection", $"file:{file}")).Findings.ShouldBeEmpty();
        File.WriteAllText(file, "\n");
        Codes(("connection", $"file:{file}")).ShouldBe(["QRN6700"]);
        File.Delete(file);
        Codes(("connection", $"file:{file}")).ShouldBe(["QRN6700"]);
        Codes(("connection", "file:secret")).ShouldBe(["QRN6700"]);
    }

    private string[] Codes(params (string Name, object? Value)[] settings) => [.. Probe(TimeProvider.System, settings).Findings.Select(finding => finding.Code)];

    private FeedProbe Probe(TimeProvider time, params (string Name, object? Value)[] settings) => Project.Sources(settings)["customers"].Probe(time, TestContext.Current.CancellationToken);

    private sealed class LateClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMinutes(-1);
    }
}
