namespace Quern.Testing.Tests.Scenarios;

/// <summary>Every file of spec/scenarios holds, in every way of computing.</summary>
public sealed class ScenarioTests
{
    public static TheoryData<string> Names => [.. ScenarioFiles.Names];

    [Theory, MemberData(nameof(Names))]
    public void Scenario_Holds_InEveryWay(string name) => new ScenarioRun(ScenarioFiles.Read(name)).Differences().ShouldBeEmpty();

    // The runner must be able to say no: the same scenario with one expectation changed does not hold, in any way.
    [Fact]
    public void Scenario_WithAWrongExpectation_FailsInEveryWay()
    {
        var scenario = ScenarioFiles.Read("head-is-exclusive");
        var wrong = scenario.Expectations[0] with { Rows = [["12:00", "ann", "2", "3"]] };
        new ScenarioRun(scenario with { Expectations = [wrong] }).Differences().ShouldBe([.. new[] { "history", "plain definition", "online", "the kernel", "the kernel", "the kernel" }
            .Select(way => $"sums, 12:00 ann: rides_1h by {way} is 1, not 2")]);
    }
}
