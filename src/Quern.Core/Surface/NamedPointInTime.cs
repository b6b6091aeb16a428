using Quern.Definitions;

namespace Quern;

/// <summary>A business moment at which features are asked for. Made by <see cref="FeatureRepository"/>; immutable.</summary>
public sealed class NamedPointInTime
{
    internal NamedPointInTime(PointInTimeDefinition definition) => Definition = definition;

    /// <summary>What was defined.</summary>
    public PointInTimeDefinition Definition { get; }

    /// <summary>The same with an owner.</summary>
    public NamedPointInTime Owner(string owner) => new(Definition with { Labels = Definition.Labels with { Owner = owner } });

    /// <summary>The same with a tag.</summary>
    public NamedPointInTime Tag(string key, string value) => new(Definition with { Labels = Definition.Labels.Tagged(key, value) });
}
