using Quern.Definitions;
using Quern.Time;

namespace Quern;

/// <summary>What an item of a service has in the place of values that a deadline cuts off, in the order in which it was written. Immutable.</summary>
internal sealed class Fallbacks
{
    private readonly IReadOnlyList<FallbackDefinition> _all;

    private Fallbacks(IReadOnlyList<FallbackDefinition> all) => _all = all;

    public static Fallbacks None { get; } = new([]);

    public Fallbacks Constant(string? feature, FallbackValue value) => new([.. _all, new("", IsOnDemand: false, feature, value.Value, null)]);

    public Fallbacks LastGood(string? feature, string? within, string what, ICollection<Finding> findings)
    {
        Duration? limit = within is null ? null : DurationText.Read(within, what, nameof(FeatureView.OrElseLast), findings);
        return new([.. _all, new("", IsOnDemand: false, feature, null, limit)]);
    }

    /// <summary>Those of a view or lookup under the name that it has in the service.</summary>
    public IEnumerable<FallbackDefinition> Of(string name) => _all.Select(fallback => fallback with { Of = name });

    /// <summary>Those of an on-demand method.</summary>
    public IEnumerable<FallbackDefinition> OfOnDemand(string name) => _all.Select(fallback => fallback with { Of = name, IsOnDemand = true });
}
