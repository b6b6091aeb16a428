namespace Quern.Engine.Parts;

/// <summary>In which form the key of a message names an entity.</summary>
public enum MessageKeyForm
{
    /// <summary>As text in UTF-8; a whole number in decimal digits.</summary>
    Text,

    /// <summary>A whole number as 8 bytes, big-endian, as Java's <c>LongSerializer</c> writes it.</summary>
    Int64,

    /// <summary>A whole number as 4 bytes, big-endian, as Java's <c>IntegerSerializer</c> writes it.</summary>
    Int32,
}
