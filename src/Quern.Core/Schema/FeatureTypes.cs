using Quern.Values;

namespace Quern.Schema;

/// <summary>What a feature means to a model when nobody says otherwise.</summary>
public static class FeatureTypes
{
    /// <summary>The meaning that follows from how the feature is stored: numbers are numeric, single texts are categories.</summary>
    public static FeatureType Of(DataType type) => type.Shape switch
    {
        DataShape.List or DataShape.NullableList => FeatureType.Sequence,
        DataShape.Ranking or DataShape.Histogram => FeatureType.Counts,
        _ => type.Kind switch
        {
            ValueKind.Boolean => FeatureType.Boolean,
            ValueKind.String => FeatureType.Categorical,
            ValueKind.Timestamp => FeatureType.Timestamp,
            ValueKind.Embedding => FeatureType.Embedding,
            _ => FeatureType.Numeric,
        },
    };
}
