using Quern.Planning;

namespace Quern.Server.Tests.Served;

/// <summary>What a gauge says, in every kind of value.</summary>
public sealed record Gauge
{
    public DateTimeOffset At { get; init; }

    public string Id { get; init; } = "";

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

internal sealed class GaugeFeatures : FeatureRepository
{
    public Entity Place => Entity("place", "Where a gauge is", "id");

    public Source<Gauge> Gauges => Stream<Gauge>(source => source.EventTime(g => g.At));

    public FeatureView Latest => Gauges.By(Place, g => g.Id).Latest(g => new { g.Flag, g.Small, g.Big, g.Ratio, g.Price, g.Note, g.Moment, g.Taste });

    public FeatureView Lists => Gauges.By(Place, g => g.Id).Windows("lifetime").Aggregate(w => new
    {
        Prices = w.Last(g => g.Price, 3),
        Notes = w.Last(g => g.Note, 3),
        Best = w.TopK(g => g.Note, 2),
        Words = w.Histogram(g => g.Note),
        Count = w.Count(),
    });

    [OnDemand] public static double? Quotient([Request] double? over, [Request] double? under) => over / under;

    public FeatureService All => Service(Latest, Lists, OnDemand(Quotient));

    public static RepositoryPlan Plan()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new GaugeFeatures()), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }
}
