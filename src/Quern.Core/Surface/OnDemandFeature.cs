using Quern.Definitions;

namespace Quern;

/// <summary>A feature that a method computes where it is asked for.</summary>
public sealed class OnDemandFeature : ServiceItem
{
    internal OnDemandFeature(OnDemandDefinition definition, IReadOnlyList<Finding> findings)
        : this(definition, findings, Fallbacks.None)
    {
    }

    private OnDemandFeature(OnDemandDefinition definition, IReadOnlyList<Finding> findings, Fallbacks fallbacks)
        : base(findings, fallbacks) => Definition = definition;

    /// <summary>What was defined.</summary>
    public OnDemandDefinition Definition { get; }

    internal override IEnumerable<FallbackDefinition> NamedFallbacks => Fallbacks.OfOnDemand(Definition.Name);

    /// <summary>Within a service: what is answered where a deadline cut the feature off: the last good value that the server answered for the same keys. Not for one that takes fields of the request.</summary>
    /// <param name="within">How long ago that was at most, such as <c>5m</c>; null for any time.</param>
    public OnDemandFeature OrElseLast(string? within = null)
    {
        var findings = new List<Finding>();
        var fallbacks = Fallbacks.LastGood(null, within, $"on-demand feature '{Definition.Name}'", findings);
        return new(Definition, [.. Findings, .. findings], fallbacks);
    }

    /// <summary>Within a service: what is answered where a deadline cut the feature off and there is no last good value.</summary>
    public OnDemandFeature OrElse(FallbackValue value) => new(Definition, Findings, Fallbacks.Constant(null, value));
}
