using Quern.Planning;

namespace Quern.Server.Tests.Values;

/// <summary>A record with a field of every kind.</summary>
public sealed record Measurement
{
    public DateTimeOffset At { get; init; }

    public long Id { get; init; }

    public bool? Flag { get; init; }

    public int? Small { get; init; }

    public long? Big { get; init; }

    public float? Ratio { get; init; }

    public double? Price { get; init; }

    public string? Note { get; init; }

    public DateTimeOffset? Moment { get; init; }

    [Column(Dimensions = 2)]
    public float[]? Taste { get; init; }
}

/// <summary>Their latest values, and lists, rankings and histograms of them.</summary>
public sealed class KindFeatures : FeatureRepository
{
    public Entity Thing => Entity("thing", "What is measured", "id");

    public Source<Measurement> Measurements => Stream<Measurement>(source => source.EventTime(m => m.At));

    public FeatureView Latest => Measurements.By(Thing, m => m.Id).Latest(m => new { m.Flag, m.Small, m.Big, m.Ratio, m.Price, m.Note, m.Moment, m.Taste });

    public FeatureView Lists => Measurements.By(Thing, m => m.Id).Windows("lifetime").Aggregate(w => new
    {
        Flags = w.Last(m => m.Flag, 3),
        Smalls = w.Last(m => m.Small, 3),
        Bigs = w.Last(m => m.Big, 3),
        Ratios = w.Last(m => m.Ratio, 3),
        Prices = w.Last(m => m.Price, 3),
        Notes = w.Last(m => m.Note, 3),
        Moments = w.Last(m => m.Moment, 3),
        NoteCounts = w.TopK(m => m.Note, 2),
        NoteHistogram = w.Histogram(m => m.Note),
        Count = w.Count(),
    });

    [OnDemand] public static double? Quotient([Request] double? over, [Request] double? under) => over / under;

    [OnDemand] public static float? Root([Request] float? of) => of is { } number ? MathF.Sqrt(number) : null;

    public FeatureService All => Service(Latest, Lists, OnDemand(Quotient), OnDemand(Root));

    internal static RepositoryPlan Plan() => Plans.Of(new KindFeatures());
}
