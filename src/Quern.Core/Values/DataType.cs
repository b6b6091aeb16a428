namespace Quern.Values;

/// <summary>How many values of one kind a data type holds, and how they hang together.</summary>
public enum DataShape : byte
{
    /// <summary>One value.</summary>
    Scalar,

    /// <summary>Values in an order.</summary>
    List,

    /// <summary>Pairs of a value and how often it occurs, the most frequent first.</summary>
    Ranking,

    /// <summary>From each value to how often it occurs, in the order of the values.</summary>
    Histogram,

    /// <summary>Values in an order, of which any may be null: one for each item of another list.</summary>
    NullableList,
}

/// <summary>How a feature is stored: a shape over one kind. (What it means to a model is its <c>FeatureType</c>.)</summary>
/// <param name="Shape">One value, a list, a ranking or a histogram.</param>
/// <param name="Kind">The kind of the values in it.</param>
public readonly record struct DataType(DataShape Shape, ValueKind Kind)
{
    /// <summary>Whether a value takes at most 64 bits.</summary>
    public bool IsFixedWidth => Shape == DataShape.Scalar && Kind is not (ValueKind.String or ValueKind.Embedding);

    /// <summary>One value of a kind.</summary>
    public static DataType Scalar(ValueKind kind) => new(DataShape.Scalar, kind);

    /// <summary>A list of values of a kind.</summary>
    public static DataType List(ValueKind kind) => new(DataShape.List, kind);

    /// <summary>A list of values of a kind, of which any may be null.</summary>
    public static DataType NullableList(ValueKind kind) => new(DataShape.NullableList, kind);

    /// <summary><c>int64</c>, <c>list&lt;string&gt;</c>, <c>list&lt;string?&gt;</c>, <c>ranking&lt;string&gt;</c>, <c>histogram&lt;string&gt;</c>.</summary>
    public override string ToString()
    {
        var kind = Kind.ToString().ToLowerInvariant();
        return Shape switch
        {
            DataShape.Scalar => kind,
            DataShape.NullableList => $"list<{kind}?>",
            _ => $"{Shape.ToString().ToLowerInvariant()}<{kind}>",
        };
    }
}
