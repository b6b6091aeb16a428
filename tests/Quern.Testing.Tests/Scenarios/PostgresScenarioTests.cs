using Quern.Connectors.Tests.Postgres;
using Quern.Engine.PushDown;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>Every file of spec/scenarios holds when its events lie in PostgreSQL, read out of it or pushed down; skipped where that is not installed.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresScenarioTests(PostgresCluster cluster)
{
    [Fact]
    public void Scenarios_Hold_WithEventsInPostgres()
    {
        using var database = cluster.NewDatabase();
        ScenarioFiles.Names.SelectMany(name => new ScenarioRun(ScenarioFiles.Read(name)).Over(run => new ScenarioTables(database, run)).Select(difference => $"{name}: {difference}")).ShouldBeEmpty();
    }

    [Fact]
    public void Scenarios_Hold_WhereViewsArePushedDown_AndMostAre()
    {
        using var database = cluster.NewDatabase();
        var (there, here) = (new List<string>(), new List<string>());
        void Placed(string scenario, string feature, ViewPlacement placement)
        {
            if (placement.Reason is null) there.Add($"{scenario} {feature}");
            else here.Add($"{scenario} {feature}: {placement.Reason}");
        }

        ScenarioFiles.Names.SelectMany(name => ScenarioRun.PushedDown(ScenarioFiles.Read(name), database, (feature, placement) => Placed(name, feature, placement)).Select(difference => $"{name}: {difference}")).ShouldBeEmpty();

        // Of each reason why a view is not pushed down there is a scenario; and those that are are most.
        there.Count.ShouldBeGreaterThan(here.Count, string.Join('\n', here));
        there.Select(question => question.Split(' ')[0]).Distinct().Count().ShouldBeGreaterThan(15);
        here.ShouldAllBe(question => question.Contains("event key") || question.Contains("exact here") || question.Contains("no such aggregate") || question.Contains("distinct values"));
    }
}
