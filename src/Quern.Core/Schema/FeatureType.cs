namespace Quern.Schema;

/// <summary>What a feature means to a model, apart from how it is stored: an Int64 may be an amount, a category or an identifier.</summary>
public enum FeatureType
{
    /// <summary>A quantity: differences and means make sense.</summary>
    Numeric,

    /// <summary>One of a set of labels, without an order.</summary>
    Categorical,

    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>An instant.</summary>
    Timestamp,

    /// <summary>Free text.</summary>
    Text,

    /// <summary>Names one thing; carries no signal by itself.</summary>
    Identifier,

    /// <summary>Several values in an order.</summary>
    Sequence,

    /// <summary>Values with how often each occurs.</summary>
    Counts,

    /// <summary>A vector of numbers, whose place in a space of many dimensions means something.</summary>
    Embedding,
}
