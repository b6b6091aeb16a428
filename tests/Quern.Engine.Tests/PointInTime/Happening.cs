namespace Quern.Engine.Tests.PointInTime;

/// <summary>An event with a field of every kind, most of which may be null.</summary>
public sealed record Happening
{
    public DateTimeOffset At { get; init; }
    public DateTimeOffset Known { get; init; }
    public string? Who { get; init; }
    public long? Where { get; init; }
    public long? Amount { get; init; }
    public double? Price { get; init; }
    public string? Text { get; init; }
    public bool? Flag { get; init; }
    public string? Id { get; init; }

    [Column(Dimensions = 3)]
    public float[]? Taste { get; init; }
}
