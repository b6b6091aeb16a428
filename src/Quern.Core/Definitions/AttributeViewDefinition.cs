using Quern.Schema;
using Quern.Time;

namespace Quern.Definitions;

/// <summary>One column of an attribute view.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="Value">The expression that gives it.</param>
/// <param name="FeatureType">What it means to a model.</param>
public sealed record AttributeDefinition(string Name, RowExpression Value, FeatureType FeatureType);

/// <summary>A view whose features are columns of an entity's latest row.</summary>
public sealed record AttributeViewDefinition : ViewDefinition
{
    /// <summary>The columns.</summary>
    public required IReadOnlyList<AttributeDefinition> Attributes { get; init; }

    /// <summary>How old the row may be at the instant asked for; null for any age.</summary>
    public Duration? Ttl { get; init; }

    internal override IEnumerable<string> FeatureMeanings() => Attributes.Select(attribute => MeaningText.Of(attribute, Source.Schema));

    private protected override IEnumerable<RowExpression> Values() => Attributes.Select(attribute => attribute.Value);
}
