namespace Quern.Definitions.Tests;

/// <summary>A row with a member of every type that a member can have.</summary>
public sealed record Sample
{
    public bool Flag { get; init; }
    public bool? MaybeFlag { get; init; }
    public int Small { get; init; }
    public int? MaybeSmall { get; init; }
    public long Whole { get; init; }
    public long? MaybeWhole { get; init; }
    public float Single { get; init; }
    public float? MaybeSingle { get; init; }
    public double Real { get; init; }
    public double? MaybeReal { get; init; }
    public string Text { get; init; } = "";
    public string? MaybeText { get; init; }
    public DateTimeOffset Time { get; init; }
    public DateTimeOffset? MaybeTime { get; init; }
    public DateTime Plain { get; init; }

    [Column("renamed")]
    public long Original { get; init; }
}
