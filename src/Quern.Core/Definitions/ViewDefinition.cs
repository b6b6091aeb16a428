using Quern.Time;

namespace Quern.Definitions;

/// <summary>Features of one entity from one source.</summary>
public abstract record ViewDefinition
{
    /// <summary>The view's name, lower snake case.</summary>
    public required string Name { get; init; }

    /// <summary>The version, from 1; a changed meaning is a new one.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Where its events come from.</summary>
    public required SourceDefinition Source { get; init; }

    /// <summary>What its features are about.</summary>
    public required EntityDefinition Entity { get; init; }

    /// <summary>For each join key of the entity, the expression that gives it.</summary>
    public required IReadOnlyList<RowExpression> Keys { get; init; }

    /// <summary>Which rows of the source count here; null for all. A null result counts as false.</summary>
    public RowExpression? Filter { get; init; }

    /// <summary>Whether NaN and infinite inputs are skipped and counted; otherwise they make a bad row.</summary>
    public bool SkipNonFinite { get; init; }

    /// <summary>How late an event may be and still be merged into its place; null for the default, the longest window and a day.</summary>
    public Duration? AllowedLateness { get; init; }

    /// <summary>What the values of its features are expected to be; they change no value.</summary>
    public IReadOnlyList<FeatureExpectation> Expectations { get; init; } = [];

    /// <summary>What people say about it.</summary>
    public Labels Labels { get; init; } = Labels.None;

    /// <summary>The name with its version when that is not 1: <c>airport_delays</c>, <c>airport_delays@2</c>.</summary>
    public string Reference => Version == 1 ? Name : $"{Name}@{Version}";

    /// <summary>What makes each feature what it is, beside what all share, as text.</summary>
    internal abstract IEnumerable<string> FeatureMeanings();

    /// <summary>The expressions that give its features.</summary>
    private protected abstract IEnumerable<RowExpression> Values();

    /// <summary>The fields of the source that its expressions read, ascending.</summary>
    internal IReadOnlyList<int> FieldsRead()
    {
        RowExpression?[] others = [Source.EventTime, Source.KnownAt, Source.Filter, Source.EventKey, Filter];
        return [.. new SortedSet<int>(others.OfType<RowExpression>().Concat(Source.Rejections).Concat(Keys).Concat(Values()).SelectMany(expression => expression.Fields))];
    }
}
