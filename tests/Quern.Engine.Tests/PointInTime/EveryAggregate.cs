namespace Quern.Engine.Tests.PointInTime;

/// <summary>Views with every aggregate, over exact, offset and lifetime windows.</summary>
public abstract class EveryExactAggregate : FeatureRepository
{
    public Entity Place => Entity("place", "", "who", "where");

    public Entity Person => Entity("person", "", "who");

    public abstract Source<Happening> Happenings { get; }

    public FeatureView Sums => Happenings.By(Person, h => h.Who).Windows("3s", "9s", "lifetime", "4s offset 3s").Aggregate(w => new
    {
        Events = w.Count(),
        Flags = w.Count(h => h.Flag),
        Amounts = w.CountNonNull(h => h.Amount),
        Sum = w.Sum(h => h.Amount),
        Total = w.Sum(h => h.Price),
        Mean = w.Mean(h => h.Price),
        Whole = w.Mean(h => h.Amount),
        Least = w.Min(h => h.Price),
        Most = w.Max(h => h.Amount),
        Spread = w.Variance(h => h.Price),
        Deviation = w.StdDev(h => h.Amount).Sample(),
        Any = w.Any(h => h.Flag),
        All = w.All(h => h.Flag),
        Decayed = w.DecayedSum(h => h.Price, "2s"),
        Weighted = w.DecayedMean(h => h.Price, "1s"),
        Slope = w.Trend(h => h.Price, "1s"),
        Taste = w.Mean(h => h.Taste),
        DearTaste = w.Mean(h => h.Taste).Where(h => h.Amount > 1),
        Dear = w.Sum(h => h.Price).Where(h => h.Amount > 1),
    });

    public FeatureView Orders => Happenings.By(Place, h => h.Who, h => h.Where).Windows("2s", "7s", "lifetime").Aggregate(w => new
    {
        First = w.First(h => h.Text),
        Last = w.Last(h => h.Amount),
        Firsts = w.First(h => h.Price, 2),
        Lasts = w.Last(h => h.Text, 3),
        Recent = w.MeanOfLast(h => h.Price, 3),
        LastTaste = w.Last(h => h.Taste),
        Tastes = w.MeanOfLast(h => h.Taste, 2),
        Distinct = w.LastDistinct(h => h.Text, 2),
        Texts = w.DistinctCount(h => h.Text),
        Median = w.Median(h => h.Price),
        P90 = w.Quantile(h => h.Amount, 0.9),
        Top = w.TopK(h => h.Text, 2),
        Histogram = w.Histogram(h => h.Amount),
        SinceLast = w.TimeSinceLast(),
        SinceFirst = w.TimeSinceFirst(h => h.Text),
    });

    public Lookup TextPeople => Lookup(Orders, "lasts_7s", Sums).Aggregate(i => new
    {
        Events = i.List("events_9s"),
        Prices = i.List("total_4s_offset_3s"),
        Any = i.List("any_3s"),
        Total = i.Sum("total_9s"),
        Sum = i.Sum("sum_lifetime"),
        Mean = i.Mean("mean_9s"),
        Taste = i.Mean("taste_9s"),
        Least = i.Min("least_lifetime"),
        Most = i.Max("most_9s"),
    });

    protected virtual SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => source.EventTime(h => h.At).KnownAt(h => h.Known);
}

/// <summary>Views with every aggregate, over hopping windows too, and attributes with and without a time to live.</summary>
public class EveryAggregate : EveryExactAggregate
{
    public override Source<Happening> Happenings => Parquet<Happening>("-", Configure, "happenings");

    public FeatureView Hops => Happenings.By(Person, h => h.Who).Windows("3s", "4s", "7s", "lifetime").Aggregate(w => new { Count = w.Count(), Total = w.Sum(h => h.Price), Last = w.Last(h => h.Text), Decayed = w.DecayedSum(h => h.Amount, "1s") }).Hop("2s");

    public FeatureView Latest => Happenings.By(Person, h => h.Who).Latest(h => new { h.Text, h.Amount, h.Price, h.Flag, h.Taste });

    public FeatureView Fresh => Happenings.By(Place, h => h.Who, h => h.Where).Where(h => h.Amount != 2).Latest(h => new { h.Text }).Ttl("3s");

    public Entity Spot => Entity("spot", "", "where");

    public FeatureView Spots => Happenings.By(Spot, h => h.Where).Windows("5s").Aggregate(w => new { Last = w.Last(h => h.Text), Tops = w.TopK(h => h.Who, 2), Taste = w.Mean(h => h.Taste) });

    public FeatureView Seen => Happenings.By(Spot, h => h.Where).Latest(h => new { h.Who, h.Price, h.At }).Ttl("4s");

    public Lookup LatestOfTexts => Lookup(Orders, "distinct_lifetime", Latest).Only("text", "amount", "price", "flag");

    public Lookup LastSpot => Lookup(Orders, "last_7s", Spots);

    public Lookup SeenSpot => Lookup(Latest, "amount", Seen);

    public Lookup OwnText => Lookup(Latest, "text", Latest).Only("amount", "taste");

    public FeatureService Everything => Service(
        Sums, Orders, Hops.As("hops"), Latest.As("latest"), Fresh.As("fresh"), Spots.As("spots"), Seen.As("seen"), TextPeople.As("text_people"), LatestOfTexts.As("latest_of_texts"),
        LastSpot.As("last_spot"), SeenSpot.As("seen_spot"), OwnText.As("own_text"));
}

/// <summary>The same, with events that replace earlier versions of themselves.</summary>
public sealed class EveryAggregateKeyed : EveryAggregate
{
    protected override SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => base.Configure(source).EventKey(h => h.Id);
}
