namespace Quern.Testing.Tests.Scenarios;

/// <summary>A table of a scenario: the names of its columns, and its rows as texts.</summary>
internal sealed record Table(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A scenario file, as spec/README.md describes it.</summary>
internal sealed record Scenario(string Definitions, IReadOnlyList<Table> Events, IReadOnlyList<Table> Expectations)
{
    private const string AsKnownMark = " as known";

    public static bool IsAsKnown(Table expectation) => expectation.Name.EndsWith(AsKnownMark, StringComparison.Ordinal);

    public static string ViewOf(Table expectation) => IsAsKnown(expectation) ? expectation.Name[..^AsKnownMark.Length] : expectation.Name;

    public static Scenario Read(string path)
    {
        var sections = File.ReadAllText(path).ReplaceLineEndings("\n").Split("\n## ").Skip(1).Select(section => section.Split('\n', 2)).ToArray();
        Table[] Tables(string kind) => [.. sections.Where(section => section[0].StartsWith(kind, StringComparison.Ordinal)).Select(section => TableOf(section[0][kind.Length..].Trim(), section[1]))];
        var definitions = sections.Single(section => section[0].StartsWith("definitions ", StringComparison.Ordinal))[0]["definitions ".Length..].Trim();
        return new(definitions, Tables("events "), Tables("expect "));
    }

    // The second line of a table only draws a rule.
    private static Table TableOf(string name, string text)
    {
        string[][] lines = [.. text.Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];
        lines.Length.ShouldBeGreaterThan(2, $"table '{name}' has no rows");
        lines.ShouldAllBe(line => line.Length == lines[0].Length, $"table '{name}' is ragged");
        return new(name, lines[0], lines[2..]);
    }
}
