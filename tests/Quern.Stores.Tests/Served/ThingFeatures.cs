using Quern.Planning;

namespace Quern.Stores.Tests.Served;

/// <summary>A record with a field of every kind.</summary>
public sealed record Thing
{
    public DateTimeOffset At { get; init; }

    public long Id { get; init; }

    public string Place { get; init; } = "";

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

/// <summary>Features of every type that there is.</summary>
public class ThingFeatures : FeatureRepository
{
    public Entity Item => Entity("item", "What is kept, where", "id", "place");

    public Entity Word => Entity("word");

    public Source<Thing> Things => Parquet<Thing>("things.parquet", source => source.EventTime(t => t.At));

    public FeatureView Latest => Things.By(Item, t => t.Id, t => t.Place).Latest(t => new { t.Flag, t.Small, t.Big, t.Ratio, t.Price, t.Note, t.Moment, t.Taste });

    public FeatureView Lists => Things.By(Item, t => t.Id, t => t.Place).Windows("1d").Aggregate(w => new
    {
        Flags = w.Last(t => t.Flag, 3),
        Smalls = w.Last(t => t.Small, 3),
        Ratios = w.Last(t => t.Ratio, 3),
        Prices = w.Last(t => t.Price, 3),
        LastNotes = w.Last(t => t.Note, 3),
        Moments = w.Last(t => t.Moment, 3),
        Best = w.TopK(t => t.Note, 2),
        Numbers = w.TopK(t => t.Big, 2),
        Words = w.Histogram(t => t.Note),
    });

    public FeatureView Known => Things.By(Word, t => t.Note).Latest(t => new { t.Price, t.Note });

    [OnDemand] public static double? Total([Request] double? over) => over * 2;

    [OnDemand] public static bool Same([Request] string? note) => note is null;

    [OnDemand] public static (bool? IsOver, string? Mark, float[]? Pair) Marks([Request] double? over, [Request] string? note) => (over > 1, note, over is { } x ? [(float)x, 1] : null);

    public Lookup OfNotes => Lookup(Lists, "last_notes_1d", Known);

    public FeatureService All => Service(Latest.As("now"), Lists, OfNotes.As("of"), OnDemand(Total), OnDemand(Same), OnDemand(Marks));

    public static ServicePlan Plan()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new ThingFeatures()), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!.Services["all"];
    }
}
