using Quern.Definitions;
using Quern.Time;
using Quern.Values;

namespace Quern.Planning;

/// <summary>A view that has been checked, with everything about it worked out.</summary>
public abstract record ViewPlan
{
    /// <summary>As it was written.</summary>
    public abstract ViewDefinition Definition { get; }

    /// <summary>The name with the version when that is not 1.</summary>
    public string Reference => Definition.Reference;

    /// <summary>The features, in the order in which they are named.</summary>
    public required IReadOnlyList<FeaturePlan> Features { get; init; }

    /// <summary>The kind of each join key, Int32 as Int64.</summary>
    public required IReadOnlyList<ValueKind> KeyKinds { get; init; }

    /// <summary>The fields of the source that must be read, ascending.</summary>
    public required IReadOnlyList<int> Fields { get; init; }

    /// <summary>The hash of all that makes its values what they are: 64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>How late an event may be and still be merged.</summary>
    public required Duration AllowedLateness { get; init; }

    /// <summary>What all its features share that makes their values what they are, as text: a line for each part.</summary>
    public string Meaning => MeaningText.Shared(Definition);

    /// <summary>What makes one of its features what it is, beside what all share, as a line of text.</summary>
    public string MeaningOf(int feature) => Definition.FeatureMeanings().ElementAt(feature).TrimEnd();

    /// <summary>The position of the feature with a name, or -1.</summary>
    public int IndexOf(string feature)
    {
        for (var i = 0; i < Features.Count; i++)
            if (Features[i].Name == feature)
                return i;
        return -1;
    }
}

/// <summary>A checked attribute view.</summary>
public sealed record AttributeViewPlan(AttributeViewDefinition View) : ViewPlan
{
    /// <inheritdoc/>
    public override ViewDefinition Definition => View;
}

/// <summary>A checked aggregation view.</summary>
public sealed record AggregationViewPlan(AggregationViewDefinition View) : ViewPlan
{
    /// <inheritdoc/>
    public override ViewDefinition Definition => View;

    /// <summary>The distinct arguments of all aggregates.</summary>
    public required IReadOnlyList<RowExpression> Arguments { get; init; }

    /// <summary>The aggregates.</summary>
    public required IReadOnlyList<AggregatePlan> Aggregates { get; init; }

    /// <summary>How far back any feature looks; null when one looks over the whole past.</summary>
    public required Duration? Reach { get; init; }

    /// <summary>Whether any aggregate needs ties between events of one time broken, so that whole rows must be read.</summary>
    public required bool NeedsOrder { get; init; }
}
