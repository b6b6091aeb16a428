using Quern.Definitions;

namespace Quern;

/// <summary>What a method computes where it is asked for: one feature or several; also, with <see cref="Only"/>, as a service takes it. Immutable.</summary>
public sealed class OnDemandFeature : ServiceItem
{
    internal OnDemandFeature(OnDemandDefinition definition, IReadOnlyList<Finding> findings)
        : this(new OnDemandPart(definition, null), findings, Fallbacks.None)
    {
    }

    private OnDemandFeature(OnDemandPart part, IReadOnlyList<Finding> findings, Fallbacks fallbacks)
        : base(findings, fallbacks) => Part = part;

    /// <summary>What was defined.</summary>
    public OnDemandDefinition Definition => Part.Definition;

    internal OnDemandPart Part { get; }

    internal override IEnumerable<FallbackDefinition> NamedFallbacks => Fallbacks.OfOnDemand(Definition.Name);

    /// <summary>Within a service: only these of its features. The method is called once all the same.</summary>
    public OnDemandFeature Only(params string[] features) => new(Part with { Features = features }, Findings, Fallbacks);

    /// <summary>Within a service: what is answered where a deadline cut the method off: the last good values that the server answered for the same keys. Not for one that takes fields of the request.</summary>
    /// <param name="feature">One of its features; null for all.</param>
    /// <param name="within">How long ago that was at most, such as <c>5m</c>; null for any time.</param>
    public OnDemandFeature OrElseLast(string? feature = null, string? within = null)
    {
        var findings = new List<Finding>();
        var fallbacks = Fallbacks.LastGood(feature, within, $"on-demand feature '{Definition.Name}'", findings);
        return new(Part, [.. Findings, .. findings], fallbacks);
    }

    /// <summary>Within a service: what is answered where a deadline cut the method off and there is no last good value, for all its features.</summary>
    public OnDemandFeature OrElse(FallbackValue value) => new(Part, Findings, Fallbacks.Constant(null, value));

    /// <summary>The same for one of its features.</summary>
    public OnDemandFeature OrElse(string feature, FallbackValue value) => new(Part, Findings, Fallbacks.Constant(feature, value));
}
