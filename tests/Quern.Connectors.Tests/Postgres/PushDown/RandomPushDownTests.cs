using Quern.Engine.PushDown;

namespace Quern.Connectors.Tests.Postgres.PushDown;

/// <summary>Over random histories, what PostgreSQL computes has the bits of the kernel, and of the plain definition.</summary>
[Collection(PostgresTests.Name)]
public sealed class RandomPushDownTests(PostgresCluster cluster)
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 6 : 200;

    [Theory]
    [InlineData(false, null), InlineData(true, null), InlineData(true, "1s")]
    public void PushedViews_AreTheKernels_AndThePlainDefinitions_ToTheBit(bool asKnown, string? delay)
    {
        using var warehouse = new Sources.Warehouse(cluster);
        var (first, held) = (Environment.TickCount & 0xFFFFFF, 0);
        for (var seed = first; seed < first + Rounds; seed++)
        {
            var random = new RandomVisits(seed);
            var table = $"visits_{seed}";
            random.Fill(warehouse.Database, 10 + (seed % 120), table);
            // An index may be taken, or not: the answers are the same.
            if (seed % 2 == 0) warehouse.Database.Do($"CREATE INDEX ON {table} (who, at)", $"ANALYZE {table}");
            warehouse.Renew();
            var request = random.Request(new VisitFeatures(table, delay).Plan(), 1 + (seed % 60), asKnown);

            var pushed = Lines.Compute(warehouse.Reader, request, PushDownChoice.WherePossible);
            var kernel = Lines.Compute(warehouse.Reader, request, PushDownChoice.Never);

            pushed.Placements.ShouldAllBe(placement => placement.Engine == "postgres", $"seed {seed}");
            pushed.Placements.Count.ShouldBe(5);
            Lines.Of(request, pushed).Except(Lines.Of(request, kernel)).Take(5).ShouldBeEmpty($"seed {seed}");
            Lines.Checked(request, pushed).Except(Lines.Of(request, pushed)).Take(5).ShouldBeEmpty($"seed {seed}");
            held += pushed.Checked.Count;
            kernel.Placements.ShouldBeEmpty();
        }

        held.ShouldBeGreaterThan(100 * Rounds);
    }
}
