using Quern.Drift;

namespace Quern.Engine.Monitoring;

/// <summary>What the sub-populations of a training set are like, by each field that divides what is served; and of what they are not known.</summary>
/// <param name="Fields">What is known, by field.</param>
/// <param name="NotLookedAt">Why sub-populations are not looked at, of each field or of the training set; empty where all are.</param>
public sealed record TrainingPopulations(IReadOnlyList<PopulationReference> Fields, IReadOnlyList<string> NotLookedAt)
{
    /// <summary>None, and nothing to say of it.</summary>
    public static TrainingPopulations None { get; } = new([], []);
}
