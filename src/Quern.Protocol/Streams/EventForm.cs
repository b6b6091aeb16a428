namespace Quern.Protocol.Streams;

/// <summary>How a body holds events.</summary>
public enum EventForm
{
    /// <summary>Too little of it has come to know.</summary>
    Unknown,

    /// <summary>One JSON object.</summary>
    Object,

    /// <summary>A JSON array of objects.</summary>
    Array,

    /// <summary>One JSON object a line.</summary>
    Lines,
}

/// <summary>What an <see cref="EventCutter"/> has cut out.</summary>
public enum EventCut
{
    /// <summary>The text of one event, sound or not.</summary>
    Event,

    /// <summary>The start of one that is too long.</summary>
    TooLong,

    /// <summary>What there is of an array's last element, when the body ends before the array does.</summary>
    Unfinished,

    /// <summary>What comes after the end of an array.</summary>
    Trailing,
}
