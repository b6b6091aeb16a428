using System.Linq.Expressions;

namespace Quern.Planning.Tests;

/// <summary>The hash of a view is that of its meaning: every change that could change a value changes it, and nothing else does.</summary>
public sealed class ViewHashTests
{
    private static readonly string Base = HashOf(view => view);

    [Fact]
    public void Hash_IsTheSameInEveryProcess() => Base.ShouldBe("a859d053fca38796c73f47fa02ffeae310445504697882e538b77d8d5ce362eb");

    [Fact]
    public void Labels_LatenessAndVersion_AreNoMeaning()
    {
        HashOf(view => view.Owner("a").Describe("b").Tag("c", "d").AllowedLateness("3d").Version(2)).ShouldBe(Base);
        HashOf(view => view, source => source.Describe("x").Stream("s")).ShouldBe(Base);
        HashOf(view => view, path: "elsewhere.parquet").ShouldBe(Base);
    }

    [Fact]
    public void EveryOtherChange_IsMeaning()
    {
        var key = "x";
        string[] hashes =
        [
            Base,
            HashOf(view => view.Hop("1h")),
            HashOf(view => view.SkipNonFinite()),
            HashOf(view => view, source => source.Delay("2h")),
            HashOf(view => view, source => source.Where(row => row.Value > 0)),
            HashOf(view => view, source => source.KnownAt(row => row.At.AddHours(1))),
            HashOf(view => view, source => source.EventKey(row => row.Key)),
            HashOf(view => view, name: "other"),
            HashOf(view => view, row => row.Key + key),
            HashOf(view => view, windows: ["1h", "2d"]),
            HashOf(view => view, windows: ["1h"]),
        ];
        hashes.Distinct().Count().ShouldBe(hashes.Length);
    }

    private static string HashOf(
        Func<FeatureView, FeatureView> change, Expression<Func<Row, object?>> key, string[]? windows = null) => new Hashed(change, source => source, "rows", "rows.parquet", key, windows ?? ["1h", "1d"]).Hash;

    private static string HashOf(
        Func<FeatureView, FeatureView> change, Func<SourceBuilder<Row>, SourceBuilder<Row>>? source = null, string name = "rows", string path = "rows.parquet", string[]? windows = null) =>
        new Hashed(change, source ?? (builder => builder), name, path, row => row.Key, windows ?? ["1h", "1d"]).Hash;

    private sealed class Hashed(
        Func<FeatureView, FeatureView> change, Func<SourceBuilder<Row>, SourceBuilder<Row>> source, string name, string path, Expression<Func<Row, object?>> key, string[] windows) : FeatureRepository
    {
        public FeatureView View => change(Parquet<Row>(path, builder => source(builder.EventTime(row => row.At)), name)
            .By(Entity("key"), key).Windows(windows).Aggregate(w => new { Total = w.Sum(row => row.Value), P = w.Quantile(row => row.Value, 0.90m) }));

        public string Hash => ServicePlannerTests.PlanOf(this).Views.Values.Single().Hash;
    }

    internal sealed record Row
    {
        public DateTimeOffset At { get; init; }
        public string Key { get; init; } = "";
        public double Value { get; init; }
    }
}
