using Quern.Connectors.Tests.Postgres;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>Every file of spec/scenarios holds when its events lie in PostgreSQL; skipped where that is not installed.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresScenarioTests(PostgresCluster cluster)
{
    [Fact]
    public void Scenarios_Hold_WithEventsInPostgres()
    {
        using var database = cluster.NewDatabase();
        var differences = ScenarioTests.Names.SelectMany(row => ScenarioRun.InPostgres(ScenarioTests.Read(row.Data), database).Select(difference => $"{row.Data}: {difference}")).ToArray();
        differences.ShouldBeEmpty();
    }
}
