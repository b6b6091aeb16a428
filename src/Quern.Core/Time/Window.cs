namespace Quern.Time;

/// <summary>
/// The stretch of time that a windowed aggregate looks at, relative to the instant asked for: <c>[t - offset - length, t - offset)</c>, or for a lifetime
/// window everything before <c>t - offset</c>. Written <c>7d</c>, <c>lifetime</c> or, ending in the past, <c>7d offset 7d</c>.
/// </summary>
public sealed record Window
{
    private const string LifetimeText = "lifetime";
    private const string OffsetText = " offset ";

    private Window(string name, Duration? length, Duration offset) => (Name, Length, Offset) = (name, length, offset);

    /// <summary>How the window is written in a feature's name: <c>7d</c>, <c>lifetime</c>, <c>7d_offset_7d</c>.</summary>
    public string Name { get; }

    /// <summary>The length; null for a lifetime window.</summary>
    public Duration? Length { get; }

    /// <summary>How long before the instant asked for the window ends; zero for most.</summary>
    public Duration Offset { get; }

    /// <summary>How far back the window reaches; null for a lifetime window.</summary>
    public Duration? Reach => Length is { } length ? length + Offset : null;

    /// <summary>Reads a window as a definition writes it; false when it is not one.</summary>
    public static bool TryParse(string text, out Window? window)
    {
        window = null;
        var at = text.IndexOf(OffsetText, StringComparison.Ordinal);
        var (lengthText, offset) = (text, default(Duration));
        if (at >= 0)
        {
            lengthText = text[..at];
            if (!Duration.TryParse(text[(at + OffsetText.Length)..], out offset)) return false;
        }

        var name = text.Replace(' ', '_');
        if (lengthText == LifetimeText) window = new(name, null, offset);
        else if (Duration.TryParse(lengthText, out var length)) window = new(name, length, offset);
        return window is not null;
    }

    /// <summary>
    /// What the window covers at <paramref name="t"/>. With a <paramref name="hop"/> the tail is rounded down to a multiple of it; the head never is.
    /// </summary>
    public Interval At(Instant t, Duration? hop = null)
    {
        var end = t - Offset;
        if (Length is not { } length) return new(new(long.MinValue), end);
        var start = end - length;
        return new(hop is { } step ? start.Floor(step) : start, end);
    }

    /// <inheritdoc/>
    public override string ToString() => Name.Replace('_', ' ');
}
