namespace Quern.Cli.Tests.Robustness.Chaos;

/// <summary>Something that goes wrong for a while.</summary>
/// <param name="Name">What.</param>
/// <param name="Begin">Does it.</param>
/// <param name="End">Ends it.</param>
internal sealed record Disruption(string Name, Action Begin, Action End);
