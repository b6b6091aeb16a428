using Quern.Aggregation;
using Quern.Definitions;
using Quern.Planning;
using Quern.Schema;

namespace Quern.Surface.Tests;

/// <summary>Every aggregate as it is written, and the spec and argument that it becomes.</summary>
public sealed class AggregatesTests
{
    private static readonly Dictionary<string, AggregateDefinition> Written = Read().ToDictionary(aggregate => aggregate.Name);

    [Theory]
    [InlineData("all_events", "Count over 7d")]
    [InlineData("large", "CountWhere over 7d of (row.amount > 10.0) : Boolean [amount Float64]")]
    [InlineData("large_too", "CountWhere over 7d of (row.amount > 10.0) : Boolean [amount Float64]")]
    [InlineData("maybe", "CountWhere over 7d of row.maybe : Boolean [maybe Boolean?]")]
    [InlineData("commented", "Count over 7d of row.comment : String [comment String?]")]
    [InlineData("sum", "Sum over 7d of row.amount : Float64 [amount Float64]")]
    [InlineData("sum_large", "Sum over 7d of (((row.amount > 10.0) && (row.count < 3)) ? row.amount : null) : Float64 [amount Float64, count Int32]")]
    [InlineData("mean", "Mean over 7d of row.amount : Float64 [amount Float64]")]
    [InlineData("min", "Min over 7d of row.comment : String [comment String?]")]
    [InlineData("max", "Max over 7d of row.at : Timestamp [at Timestamp]")]
    [InlineData("variance", "Variance over 7d of row.amount : Float64 [amount Float64]")]
    [InlineData("sample_variance", "Variance sample over 7d of row.amount : Float64 [amount Float64]")]
    [InlineData("deviation", "StandardDeviation over 7d of row.amount : Float64 [amount Float64]")]
    [InlineData("sample_deviation", "StandardDeviation sample over 30d of ((row.count > 0) ? row.amount : null) : Float64 [amount Float64, count Int32]")]
    [InlineData("first", "First over 7d of row.comment : String [comment String?]")]
    [InlineData("first3", "FirstN n=3 over 7d of row.comment : String [comment String?]")]
    [InlineData("last", "Last over 7d of row.comment : String [comment String?]")]
    [InlineData("last3", "LastN n=3 over 7d of row.comment : String [comment String?]")]
    [InlineData("last_distinct3", "LastDistinctN n=3 over 7d of row.comment : String [comment String?]")]
    [InlineData("recent", "MeanOfLastN n=5 over 7d of row.amount : Float64 [amount Float64]")]
    [InlineData("taste", "Mean over 7d of row.taste : Embedding [taste Embedding[3]?]")]
    [InlineData("taste_large", "MeanOfLastN n=2 over 7d of ((row.amount > 10.0) ? row.taste : null) : Embedding [amount Float64, taste Embedding[3]?]")]
    [InlineData("distinct", "DistinctCount over 7d of row.comment : String [comment String?]")]
    [InlineData("p90", "Quantile share=0.9 over 7d of row.amount : Float64 [amount Float64]")]
    [InlineData("p99", "Quantile share=0.99 over 7d of row.amount : Float64 [amount Float64]")]
    [InlineData("median", "Quantile share=0.5 over 7d of row.amount : Float64 [amount Float64]")]
    [InlineData("top", "TopK n=5 over 7d of row.comment : String [comment String?]")]
    [InlineData("histogram", "Histogram over 7d of row.comment : String [comment String?]")]
    [InlineData("any", "Any over 7d of (row.count > 3) : Boolean [count Int32]")]
    [InlineData("all", "All over 7d of row.maybe : Boolean [maybe Boolean?]")]
    [InlineData("since_last", "TimeSinceLast over 7d")]
    [InlineData("since_large", "TimeSinceLast over 7d of ((row.amount > 10.0) ? true : null) : Boolean [amount Float64]")]
    [InlineData("since_comment", "TimeSinceLast over 7d of row.comment : String [comment String?]")]
    [InlineData("since_first", "TimeSinceFirst over 7d")]
    [InlineData("since_first_comment", "TimeSinceFirst over 7d of row.comment : String [comment String?]")]
    [InlineData("fading_sum", "DecayedSum half_life=7d over 7d of row.amount : Float64 [amount Float64]")]
    [InlineData("fading_mean", "DecayedMean half_life=12h over 7d of row.amount : Float64 [amount Float64]")]
    [InlineData("trend", "Trend per=1h over 7d of row.amount : Float64 [amount Float64]")]
    public void Aggregate_AsWritten_BecomesItsSpec(string name, string expected)
    {
        var aggregate = Written[name];
        var window = aggregate.Windows?[0] ?? Week;
        MeaningText.Of(aggregate, window, Schema).ShouldBe($"{name} = {expected}\n");
    }

    [Fact]
    public void EveryAggregateFunction_CanBeWritten() => Written.Values.Select(aggregate => aggregate.Spec.Function).Distinct().Order().ShouldBe(Enum.GetValues<AggregateFunction>());

    [Fact]
    public void OwnWindows_TakeThePlaceOfTheViews()
    {
        var features = Plan().Views["all_kinds"].Features;
        features.Where(feature => feature.Name.StartsWith("sample_deviation", StringComparison.Ordinal)).Select(feature => feature.Name)
            .ShouldBe(["sample_deviation_30d", "sample_deviation_7d_offset_7d"]);
        features.Single(feature => feature.Name == "last_7d").FeatureType.ShouldBe(FeatureType.Text);
    }

    private static readonly Time.Window Week = Time.Window.TryParse("7d", out var window) ? window! : throw new InvalidOperationException();

    private static RowSchema Schema => RepositoryReader.Read(new Kinds()).Definition.Sources[0].Schema;

    private static IReadOnlyList<AggregateDefinition> Read() => ((AggregationViewDefinition)Plan().Views["all_kinds"].Definition).Aggregates;

    private static RepositoryPlan Plan()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new Kinds()), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }

    internal sealed class Kinds : FeatureRepository
    {
        public FeatureView AllKinds => Parquet<Row>("rows.parquet", source => source.EventTime(r => r.At), "rows")
            .By(Entity("user"), r => r.Count)
            .Windows("7d")
            .Aggregate(w => new
            {
                AllEvents = w.Count(),
                Large = w.Count(r => r.Amount > 10),
                LargeToo = w.Count().Where(r => r.Amount > 10),
                Maybe = w.Count(r => r.Maybe),
                Commented = w.CountNonNull(r => r.Comment),
                Sum = w.Sum(r => r.Amount),
                SumLarge = w.Sum(r => r.Amount).Where(r => r.Amount > 10).Where(other => other.Count < 3),
                Mean = w.Mean(r => r.Amount),
                Min = w.Min(r => r.Comment),
                Max = w.Max(r => r.At),
                Variance = w.Variance(r => r.Amount),
                SampleVariance = w.Variance(r => r.Amount).Sample(),
                Deviation = w.StdDev(r => r.Amount),
                SampleDeviation = w.StdDev(r => r.Amount).Sample().Where(r => r.Count > 0).Over("30d", "7d offset 7d"),
                First = w.First(r => r.Comment),
                First3 = w.First(r => r.Comment, 3),
                Last = w.Last(r => r.Comment).Meaning(FeatureType.Text),
                Last3 = w.Last(r => r.Comment, 3),
                LastDistinct3 = w.LastDistinct(r => r.Comment, 3),
                Recent = w.MeanOfLast(r => r.Amount, 5),
                Taste = w.Mean(r => r.Taste),
                TasteLarge = w.MeanOfLast(r => r.Taste, 2).Where(r => r.Amount > 10),
                Distinct = w.DistinctCount(r => r.Comment),
                P90 = w.Quantile(r => r.Amount, 0.9),
                P99 = w.Quantile(r => r.Amount, 0.990m),
                Median = w.Median(r => r.Amount),
                Top = w.TopK(r => r.Comment, 5),
                Histogram = w.Histogram(r => r.Comment),
                Any = w.Any(r => r.Count > 3),
                All = w.All(r => r.Maybe),
                SinceLast = w.TimeSinceLast(),
                SinceLarge = w.TimeSinceLast().Where(r => r.Amount > 10),
                SinceComment = w.TimeSinceLast(r => r.Comment),
                SinceFirst = w.TimeSinceFirst(),
                SinceFirstComment = w.TimeSinceFirst(r => r.Comment),
                FadingSum = w.DecayedSum(r => r.Amount, "7d"),
                FadingMean = w.DecayedMean(r => r.Amount, "12h"),
                Trend = w.Trend(r => r.Amount, per: "1h"),
            });
    }

    internal sealed record Row
    {
        public DateTimeOffset At { get; init; }
        public double Amount { get; init; }
        public int Count { get; init; }
        public string? Comment { get; init; }
        public bool? Maybe { get; init; }

        [Column(Dimensions = 3)]
        public float[]? Taste { get; init; }
    }
}
