namespace Quern.Engine.Objectives;

/// <summary>A service level that is promised.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">What it is measured by.</param>
/// <param name="Subject">The service, view or stream.</param>
/// <param name="Target">The share that is to be good, above 0 and below 1.</param>
/// <param name="Within">The time within which something is good; zero where <paramref name="Kind"/> has none.</param>
public sealed record Objective(string Name, ObjectiveKind Kind, string Subject, double Target, TimeSpan Within)
{
    /// <summary>Whether a kind asks for a time.</summary>
    public static bool HasTime(ObjectiveKind kind) => kind is not (ObjectiveKind.Errors or ObjectiveKind.Skew);

    /// <summary>What is counted for it: objectives of another name or target may share it.</summary>
    public string Measure => $"{Kind.ToString().ToLowerInvariant()}-{Subject}{(HasTime(Kind) ? $"-{(long)Within.TotalMilliseconds}ms" : "")}";
}
