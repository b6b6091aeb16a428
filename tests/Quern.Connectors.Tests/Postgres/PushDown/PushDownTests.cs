using Quern.Connectors.Tests.Postgres.Sources;
using Quern.Engine.PointInTime;
using Quern.Engine.PushDown;
using Quern.Planning;

namespace Quern.Connectors.Tests.Postgres.PushDown;

/// <summary>What is pushed down and what is not, whatever is wrong with the table, the user or the server.</summary>
[Collection(PostgresTests.Name)]
public sealed class PushDownTests(PostgresCluster cluster) : IDisposable
{
    private const int Seed = 7;
    private readonly Warehouse _warehouse = new(cluster);

    private TestDatabase Database => _warehouse.Database;

    [Theory]
    [InlineData("ALTER TABLE visits ALTER COLUMN price TYPE numeric USING CASE WHEN abs(price) > 1 THEN price END", null)]
    [InlineData("ALTER TABLE visits ALTER COLUMN text TYPE char(9)", "column 'text' is character")]
    [InlineData("ALTER TABLE visits RENAME TO other; CREATE VIEW visits AS SELECT * FROM other", "its source is not a table of its own")]
    [InlineData("UPDATE visits SET price = 'NaN' WHERE ctid = (SELECT min(ctid) FROM visits WHERE who = 'a')", "may be bad")]
    [InlineData("UPDATE visits SET seen = 'infinity' WHERE ctid = (SELECT min(ctid) FROM visits WHERE who = 'a')", "may be bad")]
    [InlineData("UPDATE visits SET small = NULL WHERE ctid = (SELECT min(ctid) FROM visits WHERE who = 'a')", "may be bad")]
    [InlineData("UPDATE visits SET at = NULL WHERE ctid = (SELECT min(ctid) FROM visits WHERE who = 'a')", "may be bad")]
    [InlineData("CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false); ALTER TABLE visits ALTER COLUMN who TYPE text COLLATE loose", "its key")]
    public void View_IsPushedDown_WhereTheServerHasTheSameBits_AndOtherwiseThereIsAReason(string change, string? reason)
    {
        new RandomVisits(Seed).Fill(Database, 200);
        Database.Do(change);
        var request = Request(new VisitFeatures().Plan()) with { BadRows = new(Engine.Sources.BadRowPolicy.Quarantine) };
        Only(ref request, "latest");

        var kernel = Lines.Compute(_warehouse.Reader, request, PushDownChoice.Never);
        if (reason is null)
        {
            var pushed = Lines.Compute(_warehouse.Reader, request, PushDownChoice.WherePossible);
            pushed.Placements.ShouldHaveSingleItem().Engine.ShouldBe("postgres");
            Lines.Of(request, pushed).ShouldBe(Lines.Of(request, kernel));
            return;
        }

        Should.Throw<QuernException>(() => Lines.Compute(_warehouse.Reader, request, PushDownChoice.WherePossible)).Findings.ShouldHaveSingleItem().Detail.ShouldNotBeNull().ShouldContain(reason);
        var left = Lines.Compute(_warehouse.Reader, request, PushDownChoice.WhereCheaper);
        left.Placements.ShouldHaveSingleItem().Engine.ShouldBe("quern");
        Lines.Of(request, left).ShouldBe(Lines.Of(request, kernel));
    }

    [Fact]
    public void ViewsThatCannotBe_AreComputedHere_BesideThoseThatAre()
    {
        new RandomVisits(Seed).Fill(Database, 300);
        Database.Do("ALTER TABLE visits ALTER COLUMN seen TYPE date");
        var request = Request(new VisitFeatures().Plan());

        var result = Lines.Compute(_warehouse.Reader, request, PushDownChoice.WherePossible);

        // All but the counts order events by the whole row, and so by that column.
        result.Placements.Select(placement => (placement.View, placement.Engine)).ShouldBe([("counts", "postgres"), ("ends", "quern"), ("hops", "quern"), ("latest", "quern"), ("fresh", "quern")]);
        result.Placements.Skip(1).ShouldAllBe(placement => placement.Reason!.StartsWith("column 'seen' is date", StringComparison.Ordinal));
        Lines.Of(request, result).ShouldBe(Lines.Of(request, Lines.Compute(_warehouse.Reader, request, PushDownChoice.Never)));
    }

    [Fact]
    public void ColumnThatChangedItsType_IsToldAsEver()
    {
        new RandomVisits(Seed).Fill(Database, 20);
        Database.Do("ALTER TABLE visits ALTER COLUMN amount TYPE text");
        var request = Request(new VisitFeatures().Plan());

        Should.Throw<QuernException>(() => Lines.Compute(_warehouse.Reader, request, PushDownChoice.WherePossible)).Findings.ShouldContain(finding => finding.Code == "QRN6507");
    }

    [Fact]
    public void Rows_None_AndATableWithoutAny_AreNoTrouble()
    {
        new RandomVisits(Seed).Fill(Database, 0);
        var service = new VisitFeatures().Plan();
        foreach (var rows in (int[])[0, 5])
        {
            var request = new RandomVisits(Seed).Request(service, rows, asKnown: false);
            var pushed = Lines.Compute(_warehouse.Reader, request, PushDownChoice.WherePossible);
            pushed.Placements.ShouldAllBe(placement => placement.Engine == "postgres");
            Lines.Of(request, pushed).ShouldBe(Lines.Of(request, Lines.Compute(_warehouse.Reader, request, PushDownChoice.Never)));
        }
    }

    [Fact]
    public void Names_ThatNeedQuoting_AreQuoted()
    {
        Database.Do("CREATE SCHEMA \"My Shop\"");
        new RandomVisits(Seed).Fill(Database, 100, "\"My Shop\".\"Visits.\"\"2024\"\"\"");
        var request = Request(new VisitFeatures("\"My Shop\".\"Visits.\"\"2024\"\"\"").Plan());

        var pushed = Lines.Compute(_warehouse.Reader, request, PushDownChoice.WherePossible);

        pushed.Placements.ShouldAllBe(placement => placement.Engine == "postgres");
        Lines.Of(request, pushed).ShouldBe(Lines.Of(request, Lines.Compute(_warehouse.Reader, request, PushDownChoice.Never)));
    }

    [Fact]
    public void DistinctValues_BeyondTheExactBound_AreEstimatedHere()
    {
        Database.Do(
            "CREATE TABLE visits (at timestamptz, known timestamptz, who text, place int, amount bigint, small int, price float8, ratio real, money float8, text text, flag boolean, seen timestamptz)",
            "INSERT INTO visits SELECT '1969-12-31T23:59:59Z', NULL, 'a', 1, i, 1, i, 0, 0, 't' || i, true, NULL FROM generate_series(1, 1025) i");
        var request = Request(new VisitFeatures().Plan());

        var pushed = Lines.Compute(_warehouse.Reader, request, PushDownChoice.WherePossible);

        pushed.Placements.Single(placement => placement.View == "counts").Reason.ShouldNotBeNull().ShouldContain("1025 distinct values");
        pushed.Placements.Count(placement => placement.Reason is null).ShouldBe(4);
        Lines.Of(request, pushed).ShouldBe(Lines.Of(request, Lines.Compute(_warehouse.Reader, request, PushDownChoice.Never)));
    }

    [Fact]
    public void UserWhoMayMakeNoTables_IsTold_OrTheKernelComputes()
    {
        new RandomVisits(Seed).Fill(Database, 50);
        var user = $"u{Guid.NewGuid():n}";
        Database.Do($"CREATE USER {user}", $"GRANT SELECT ON visits TO {user}", $"REVOKE TEMPORARY ON DATABASE {Database.Name} FROM PUBLIC");
        using var reader = Warehouse.NewReader(cluster.ConnectionTo(Database.Name, user));
        var request = Request(new VisitFeatures().Plan());

        Should.Throw<QuernException>(() => Lines.Compute(reader, request, PushDownChoice.WherePossible)).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN5157");
        var left = Lines.Compute(reader, request, PushDownChoice.WhereCheaper);

        left.Placements.ShouldAllBe(placement => placement.Reason != null && placement.Reason.Contains("may make no temporary tables"));
        Lines.Of(request, left).ShouldBe(Lines.Of(request, Lines.Compute(_warehouse.Reader, request, PushDownChoice.Never)));
    }

    [Fact]
    public void StatementThatTakesTooLong_IsTold()
    {
        new RandomVisits(Seed).Fill(Database, 3_000);
        using var reader = Warehouse.NewReader(Database.Connection + ";Options=-c statement_timeout=15");
        var request = new RandomVisits(Seed).Request(new VisitFeatures().Plan(), 3_000, asKnown: false) with { Checked = [] };

        Should.Throw<QuernException>(() => Lines.Compute(reader, request, PushDownChoice.WherePossible)).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN6510");
    }

    [Fact]
    public async Task ConnectionThatIsCut_IsTold()
    {
        new RandomVisits(Seed).Fill(Database, 3_000);
        var request = new RandomVisits(Seed).Request(new VisitFeatures().Plan(), 4_000, asKnown: false) with { Checked = [] };
        using var over = new CancellationTokenSource();
        var cutting = Cut(over.Token);

        Should.Throw<QuernException>(() => Lines.Compute(_warehouse.Reader, request, PushDownChoice.WherePossible)).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN6501");
        await over.CancelAsync();
        await cutting;

        Task Cut(CancellationToken end) => Task.Run(
            () =>
            {
                using var other = Database.Connect();
                using var kill = new Npgsql.NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND (query LIKE 'COPY (SELECT %quern_rows%' OR query LIKE 'SELECT count(*) FROM (%quern_rows%')", other);
                do kill.ExecuteNonQuery();
                while (!end.WaitHandle.WaitOne(100));
            },
            CancellationToken.None);
    }

    [Fact]
    public async Task WorkThatIsCancelled_EndsOnTheServer()
    {
        new RandomVisits(Seed).Fill(Database, 3_000);
        var request = new RandomVisits(Seed).Request(new VisitFeatures().Plan(), 20_000, asKnown: false) with { Checked = [], PushDown = PushDownChoice.WherePossible };
        using var stop = new CancellationTokenSource();
        var work = Task.Run(() => new HistoryEngine(_warehouse.Reader, new(2, 1 << 28)).Compute(request, null, stop.Token), TestContext.Current.CancellationToken);
        const string Asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%quern_rows%' AND pid <> pg_backend_pid()";
        Eventually.So(() => Database.AskOne(Asked) == "1", () => "nothing was asked");

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(work);
        Eventually.So(() => Database.AskOne(Asked) == "0", () => "the server goes on");
    }

    [Fact]
    public void FewRowsOfALargeTable_ArePushedDown_WhereCostChooses_AndManyAreNot()
    {
        Database.Do(
            "CREATE TABLE sightings (at timestamptz NOT NULL, who text, amount bigint)",
            "INSERT INTO sightings SELECT '1969-12-31T12:00:00Z'::timestamptz + i * interval '1 s', (ARRAY['a', '1', '12', 'é', 'b', 'c', 'd', 'e', 'f', 'g'])[1 + i % 10], i FROM generate_series(1, 40000) i",
            "CREATE INDEX ON sightings (who, at)", "ANALYZE sightings");
        var service = RepositoryPlanner.Plan(RepositoryReader.Read(new Sightings()), new PlanOptions()).Plan!.Services["everything"];
        var request = Request(service);

        var few = Lines.Compute(_warehouse.Reader, request, PushDownChoice.WhereCheaper);
        var many = new RandomVisits(Seed).Request(service, 20_000, asKnown: false) with { Checked = [] };

        few.Placements.ShouldHaveSingleItem().Reason.ShouldBeNull();
        few.Placements.ShouldHaveSingleItem().Engine.ShouldBe("postgres");
        Lines.Of(request, few).ShouldBe(Lines.Of(request, Lines.Compute(_warehouse.Reader, request, PushDownChoice.Never)));
        Lines.Compute(_warehouse.Reader, many, PushDownChoice.WhereCheaper).Placements.ShouldAllBe(placement => placement.Reason != null && placement.Reason.Contains("would not be clearly cheaper"));
    }

    public void Dispose() => _warehouse.Dispose();

    private static HistoryRequest Request(ServicePlan service) => new RandomVisits(Seed).Request(service, 40, asKnown: false);

    private sealed record Sighting
    {
        public DateTimeOffset At { get; init; }
        public string? Who { get; init; }
        public long? Amount { get; init; }
    }

    private sealed class Sightings : FeatureRepository
    {
        public Entity Person => Entity("person", "", "who");

        public Source<Sighting> All => Postgres<Sighting>("warehouse", "sightings", source => source.EventTime(s => s.At), "sightings");

        public FeatureView Latest => All.By(Person, s => s.Who).Latest(s => new { s.Amount });

        public FeatureService Everything => Service(Latest);
    }

    // Asks for one of the views alone.
    private static void Only(ref HistoryRequest request, string view)
    {
        var service = request.Service;
        var read = service.Reads.Single(candidate => candidate.Name == view);
        request = request with { Service = service with { Reads = [read], Outputs = [] } };
    }
}
