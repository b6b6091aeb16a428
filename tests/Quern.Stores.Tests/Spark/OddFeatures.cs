using Quern.Schema;

namespace Quern.Stores.Tests.Spark;

/// <summary>A row with a column of every type that may feed a field.</summary>
public sealed record OddRow
{
    public DateTimeOffset At { get; init; }
    public DateTimeOffset? Known { get; init; }
    public string? Who { get; init; }
    public int? Where { get; init; }
    public long? Amount { get; init; }
    public double? Real { get; init; }
    public double? Whole { get; init; }
    public double? Price { get; init; }
    public double? Wild { get; init; }
    public float? Single { get; init; }
    public bool? Flag { get; init; }
    public string? Text { get; init; }

    [Column(Epoch = EpochUnit.Milliseconds)]
    public DateTimeOffset? Seen { get; init; }

    [Column(Dimensions = 2)]
    public float[]? Taste { get; init; }

    [Column(Dimensions = 2)]
    public float[]? Feel { get; init; }
}

/// <summary>A line of CSV, of which only the text is known.</summary>
public sealed record OddLine
{
    public DateTimeOffset At { get; init; }
    public string? Who { get; init; }
    public double? Real { get; init; }
    public string? Text { get; init; }
    public long Number { get; init; }
}

/// <summary>Views that give every kind and shape of value, of Parquet, CSV and a Delta table; with lookups of one and of many, expectations that reject, and on-demand features of numbers and texts.</summary>
public class OddFeatures : FeatureRepository
{
    public Entity Person => Entity("person", "", "who");

    public Entity Place => Entity("place", "", "who", "where");

    public virtual Source<OddRow> Rows => Parquet<OddRow>("data/*.parquet", Configure, "rows");

    public Source<OddLine> Lines => Csv<OddLine>("lines.csv", source => source.EventTime(l => l.At).EventKey(l => l.Number), "lines");

    public Source<OddLine> Tables => Delta<OddLine>("table", source => source.EventTime(l => l.At).Expect("sound", l => l.Number != 13, OnFail.Reject), "tables");

    public FeatureView Latest => Rows.By(Person, r => r.Who).Latest(r => new { r.Where, r.Amount, r.Real, r.Whole, r.Price, r.Single, r.Flag, r.Text, r.Seen, r.Taste, r.Feel }).Ttl("30d");

    public FeatureView Orders => Rows.By(Place, r => r.Who, r => r.Where).Where(r => r.Amount != 2).Windows("2d", "lifetime").Aggregate(w => new
    {
        Texts = w.Last(r => r.Text, 3),
        Reals = w.First(r => r.Real, 3),
        Flags = w.Last(r => r.Flag, 2),
        Seen = w.LastDistinct(r => r.Seen, 2),
        Top = w.TopK(r => r.Text, 3),
        Times = w.TopK(r => r.Seen, 2),
        Histogram = w.Histogram(r => r.Amount),
        ByText = w.Histogram(r => r.Text),
        Taste = w.Mean(r => r.Taste),
        Feel = w.Last(r => r.Feel),
        Sum = w.Sum(r => r.Real),
        Whole = w.Sum(r => r.Whole),
        Count = w.Count(),
    });

    public FeatureView Tame => Rows.By(Person, r => r.Who).Windows("10d").Aggregate(w => new { Wild = w.Last(r => r.Wild, 3), Most = w.Max(r => r.Wild) }).SkipNonFinite();

    public FeatureView Written => Lines.By(Person, l => l.Who).Latest(l => new { l.Text, l.Real });

    public FeatureView Kept => Tables.By(Person, l => l.Who).Windows("lifetime").Aggregate(w => new { Last = w.Last(l => l.Text), Numbers = w.Sum(l => l.Number) });

    public Lookup People => Lookup(Orders, "texts_lifetime", Kept).Aggregate(i => new { Lasts = i.List("last_lifetime"), Sum = i.Sum("numbers_lifetime") });

    public Lookup Namesake => Lookup(Latest, "text", Latest).Only("real", "text", "seen");

    [OnDemand]
    public static double? Share([Request] double? amount, double? sum_lifetime) => amount / sum_lifetime;

    [OnDemand]
    public static string? Said([Request] string? note, string? latest__text) => note is null ? latest__text : note + latest__text;

    public FeatureService Everything => Service(
        Latest.As("latest"), Orders, Tame.As("tame"), Written.As("written"), Kept.As("kept"), People.As("people"), Namesake.As("namesake"), OnDemand(Share), OnDemand(Said));

    protected virtual SourceBuilder<OddRow> Configure(SourceBuilder<OddRow> source) => source.EventTime(r => r.At).KnownAt(r => r.Known ?? r.At);
}

/// <summary>The same, with rows that replace each other.</summary>
public sealed class KeyedOddFeatures : OddFeatures
{
    protected override SourceBuilder<OddRow> Configure(SourceBuilder<OddRow> source) => base.Configure(source).EventKey(r => r.Whole == null ? null : (long?)r.Amount);
}
