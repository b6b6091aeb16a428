namespace Quern.Testing.Kits;

/// <summary>A row of a source that <see cref="SourceReaderKit"/> asks for: a member for each kind of value that any source has.</summary>
public sealed record KitEvent
{
    /// <summary>When it happened; whole microseconds.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What tells it from the others.</summary>
    public string Key { get; init; } = "";

    /// <summary>A whole number of 64 bits, or null.</summary>
    public long? Whole { get; init; }

    /// <summary>A finite real, or null.</summary>
    public double? Real { get; init; }

    /// <summary>A truth value, or null.</summary>
    public bool? Flag { get; init; }

    /// <summary>A text of any letters, not empty, or null.</summary>
    public string? Text { get; init; }
}
