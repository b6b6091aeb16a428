using System.Linq.Expressions;
using Quern.Definitions;

namespace Quern;

/// <summary>Where events come from. Made by <see cref="FeatureRepository"/>; immutable.</summary>
public abstract class Source
{
    private protected Source(SourceDefinition definition, IReadOnlyList<Finding> findings) => (Definition, Findings) = (definition, findings);

    /// <summary>What was defined.</summary>
    public SourceDefinition Definition { get; }

    /// <summary>What is wrong with it as it is written.</summary>
    public IReadOnlyList<Finding> Findings { get; }
}

/// <summary>Where events come from, each a row that <typeparamref name="T"/> describes.</summary>
public sealed class Source<T> : Source
{
    internal Source(SourceDefinition definition, IReadOnlyList<Finding> findings, LambdaExpression? deleted)
        : base(definition, findings) => Deleted = deleted;

    /// <summary>Gets for which rows it is true that they tell of an end; null for none.</summary>
    internal LambdaExpression? Deleted { get; }

    /// <summary>
    /// The events by what they are about: one expression for each join key of the entity, in the order of the keys; or one that gives an object with a member for each,
    /// <c>f => new { f.Origin, f.Destination }</c>, also in that order.
    /// </summary>
    public KeyedSource<T> By(Entity entity, params Expression<Func<T, object?>>[] keys) => new(this, entity, keys);
}
