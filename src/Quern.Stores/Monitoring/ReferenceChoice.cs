using Quern.Engine.Monitoring;
using Quern.Planning;

namespace Quern.Stores.Monitoring;

/// <summary>The training set that what a service serves is held against, and what speaks against it.</summary>
/// <param name="Set">Its profile.</param>
/// <param name="Changed">The views whose definitions are others now; empty when it was made by the same.</param>
public sealed record ReferenceChoice(TrainingSetProfile Set, IReadOnlyList<string> Changed)
{
    /// <summary>The newest training set of the definitions as they are; where there is none, the newest of all. Null where there is none at all.</summary>
    public static ReferenceChoice? Newest(TrainingProfiles profiles, ServicePlan service)
    {
        ReferenceChoice? newest = null;
        foreach (var choice in (service.Name is { } name ? profiles.Of(name) : []).Select(set => Of(set, service)))
        {
            if (choice.Changed.Count == 0) return choice;
            newest ??= choice;
        }

        return newest;
    }

    /// <summary>A training set that is named.</summary>
    public static ReferenceChoice Of(TrainingSetProfile set, ServicePlan service) => new(
        set, [.. service.Definitions.Where(view => set.Definitions.TryGetValue(view.Key, out var hash) && hash != view.Value).Select(view => view.Key).Order(StringComparer.Ordinal)]);
}
