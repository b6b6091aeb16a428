using Quern.Aggregation;
using Quern.Definitions;
using Quern.Schema;
using Quern.Values;

namespace Quern.Planning;

/// <summary>One feature of a lookup, resolved.</summary>
/// <param name="Name">Its name within the lookup.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="FeatureType">What it means to a model.</param>
/// <param name="Input">Which feature of the view that is looked up.</param>
/// <param name="Aggregate">What the items of a list come to; null for the value of a single key, and for the list of the items' values.</param>
public sealed record LookupFeaturePlan(string Name, DataType Type, FeatureType FeatureType, int Input, Aggregate? Aggregate);

/// <summary>A lookup that has been checked.</summary>
/// <param name="Definition">As it was written.</param>
public sealed record LookupPlan(LookupDefinition Definition)
{
    /// <summary>The lookup's name.</summary>
    public string Name => Definition.Name;

    /// <summary>The view whose feature has the keys.</summary>
    public required ViewPlan KeyView { get; init; }

    /// <summary>Which of its features; -1 when it has none of the name.</summary>
    public required int KeyFeature { get; init; }

    /// <summary>The view that is looked up.</summary>
    public required ViewPlan View { get; init; }

    /// <summary>Whether the keys are lists.</summary>
    public required bool IsList { get; init; }

    /// <summary>How many items a row can have at most: 1 for a single key.</summary>
    public required int LongestList { get; init; }

    /// <summary>The features, in order.</summary>
    public required IReadOnlyList<LookupFeaturePlan> Features { get; init; }

    /// <summary>The features of the view that no list can hold one of for each item, so that they are not among the lookup's.</summary>
    public required IReadOnlyList<FeaturePlan> Unlisted { get; init; }

    /// <summary>The hash of all that makes its values what they are, both views included: 64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>What makes it what it is, beside what its two views are, as text: a line for each part.</summary>
    public string Meaning => MeaningText.Of(Definition);

    /// <summary>The position of the feature with a name, or -1.</summary>
    public int IndexOf(string feature)
    {
        for (var i = 0; i < Features.Count; i++)
            if (Features[i].Name == feature)
                return i;
        return -1;
    }
}
