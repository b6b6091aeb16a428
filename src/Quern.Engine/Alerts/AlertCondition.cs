namespace Quern.Engine.Alerts;

/// <summary>Something that is wrong as long as it is told of.</summary>
/// <param name="Key">What it is, the same each time: <c>objective/answers in time/fast</c>.</param>
/// <param name="Severity">How soon somebody should look.</param>
/// <param name="Title">What is wrong, in a line.</param>
/// <param name="Evidence">The figures that show it, as of now.</param>
/// <param name="Owner">Who answers for it; null for nobody in particular.</param>
public sealed record AlertCondition(string Key, AlertSeverity Severity, string Title, string Evidence, string? Owner);
