using Quern.Definitions;

namespace Quern;

/// <summary>What a method computes where it is asked for: one feature or several; also, with <see cref="Only"/>, as a service takes it. Immutable.</summary>
public sealed class OnDemandFeature : ServiceItem
{
    internal OnDemandFeature(OnDemandDefinition definition, IReadOnlyList<Finding> findings)
        : this(new OnDemandPart(definition, null), findings)
    {
    }

    private OnDemandFeature(OnDemandPart part, IReadOnlyList<Finding> findings)
        : base(findings) => Part = part;

    /// <summary>What was defined.</summary>
    public OnDemandDefinition Definition => Part.Definition;

    internal OnDemandPart Part { get; }

    /// <summary>Within a service: only these of its features. The method is called once all the same.</summary>
    public OnDemandFeature Only(params string[] features) => new(Part with { Features = features }, Findings);
}
