namespace Quern.Values;

/// <summary>The closed set of kinds that one value can have.</summary>
public enum ValueKind : byte
{
    /// <summary>True or false.</summary>
    Boolean = 1,

    /// <summary>A whole number of 32 bits.</summary>
    Int32 = 2,

    /// <summary>A whole number of 64 bits.</summary>
    Int64 = 3,

    /// <summary>A binary floating-point number of 32 bits; never NaN or infinite unless a view admits it.</summary>
    Float32 = 4,

    /// <summary>A binary floating-point number of 64 bits; never NaN or infinite unless a view admits it.</summary>
    Float64 = 5,

    /// <summary>Text: a sequence of Unicode code points, compared by its UTF-8 bytes.</summary>
    String = 6,

    /// <summary>An instant, in microseconds since 1970-01-01T00:00:00Z.</summary>
    Timestamp = 7,

    /// <summary>A vector of floating-point numbers of 32 bits, as many in each row; none is NaN or infinite unless a view admits it.</summary>
    Embedding = 8,
}
