using Quern.Planning;

namespace Quern.Engine.Alerts;

/// <summary>Something that is wrong as long as it is told of.</summary>
/// <param name="Key">What it is, the same each time: <c>objective/answers in time/fast</c>.</param>
/// <param name="Severity">How soon somebody should look.</param>
/// <param name="Title">What is wrong, in a line.</param>
/// <param name="Evidence">The figures that show it, as of now.</param>
/// <param name="Owner">Who answers for it; null for nobody in particular.</param>
public sealed record AlertCondition(string Key, AlertSeverity Severity, string Title, string Evidence, string? Owner)
{
    /// <summary>Gets whose data are wrong; null where it is not about data, such as slow answers.</summary>
    public LineageNode? Node { get; init; }

    /// <summary>Gets the key of the condition further up the lineage that explains it; null for none. It is not told by itself then.</summary>
    public string? Because { get; init; }

    /// <summary>Gets the titles of what it explains further down the lineage; null for nothing.</summary>
    public IReadOnlyList<string>? Explains { get; init; }

    /// <summary>Gets a command that would help; null for none.</summary>
    public string? Command { get; init; }

    /// <summary>Gets whether it is told but once, however long it lasts.</summary>
    public bool IsToldOnce { get; init; }
}
