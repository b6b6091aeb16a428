using Quern.Definitions;

namespace Quern;

/// <summary>A thing that features are about. Made by <see cref="FeatureRepository"/>; immutable.</summary>
public sealed class Entity
{
    internal Entity(EntityDefinition definition) => Definition = definition;

    /// <summary>What was defined.</summary>
    public EntityDefinition Definition { get; }

    /// <summary>The same with an owner.</summary>
    public Entity Owner(string owner) => new(Definition with { Labels = Definition.Labels with { Owner = owner } });

    /// <summary>The same with a tag.</summary>
    public Entity Tag(string key, string value) => new(Definition with { Labels = Definition.Labels.Tagged(key, value) });
}
