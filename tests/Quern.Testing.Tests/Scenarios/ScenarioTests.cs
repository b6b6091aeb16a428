namespace Quern.Testing.Tests.Scenarios;

/// <summary>Every file of spec/scenarios holds, in every way of computing.</summary>
public sealed class ScenarioTests
{
    private static readonly string Folder = Path.Combine(Root(), "spec", "scenarios");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.md").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Names))]
    public void Scenario_Holds_InEveryWay(string name) => new ScenarioRun(Read(name)).Differences().ShouldBeEmpty();

    // The runner must be able to say no: the same scenario with one expectation changed does not hold, in any way.
    [Fact]
    public void Scenario_WithAWrongExpectation_FailsInEveryWay()
    {
        var scenario = Scenario.Read(Path.Combine(Folder, "head-is-exclusive.md"));
        var wrong = scenario.Expectations[0] with { Rows = [["12:00", "ann", "2", "3"]] };
        new ScenarioRun(scenario with { Expectations = [wrong] }).Differences().ShouldBe([.. new[] { "history", "plain definition", "online" }
            .Select(way => $"sums, 12:00 ann: rides_1h by {way} is 1, not 2")]);
    }

    internal static Scenario Read(string name) => Scenario.Read(Path.Combine(Folder, name + ".md"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Quern.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }
}
