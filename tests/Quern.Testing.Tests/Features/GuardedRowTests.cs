namespace Quern.Testing.Tests.Features;

public sealed record Share
{
    public DateTimeOffset At { get; init; }

    public string Who { get; init; } = "";

    public long Parts { get; init; }
}

public sealed class ShareFeatures : FeatureRepository
{
    public Entity Person => Entity("person");

    public Source<Share> Shares => Parquet<Share>("-", source => source.EventTime(s => s.At).Where(s => s.Parts != 0), "shares");

    public Source<Share> AllShares => Parquet<Share>("-", source => source.EventTime(s => s.At), "all_shares");

    public FeatureView BySource => Shares.By(Person, s => s.Who).Windows("1d").Aggregate(w => new { Each = w.Sum(s => 12 / s.Parts) });

    public FeatureView Unguarded => AllShares.By(Person, s => s.Who).Windows("1d").Aggregate(w => new { Each = w.Sum(s => 12 / s.Parts) });

    public FeatureView ByView => AllShares.By(Person, s => s.Who).Where(s => s.Parts != 0).Windows("1d").Aggregate(w => new { Each = w.Sum(s => 12 / s.Parts) });
}

public sealed class GuardedRowTests
{
    private static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Share[] Rows = [new() { At = Noon, Who = "ann", Parts = 0 }, new() { At = Noon, Who = "ann", Parts = 3 }];

    [Fact]
    public void Filter_OfTheSource_KeepsRowsFromWhatCannotBeComputedOfThem() =>
        FeatureTest.For<ShareFeatures>().Given(f => f.Shares, Rows).At(Noon.AddHours(1)).For("ann").Expect("by_source", new { each_1d = 4 });

    [Fact]
    public void Row_FromWhichAViewCannotBeComputed_IsABadRow() =>
        Should.Throw<QuernException>(() => FeatureTest.For<ShareFeatures>().Given(f => f.AllShares, Rows).At(Noon.AddHours(1)).For("ann").Expect("unguarded", new { each_1d = 4 }))
            .Message.ShouldContain("QRN3010: source 'all_shares', row 1: (12 / row.parts) is null: it cannot be computed: Attempted to divide by zero.");

    [Fact]
    public void Filter_OfTheView_KeepsRowsFromWhatCannotBeComputedOfThem() =>
        FeatureTest.For<ShareFeatures>().Given(f => f.AllShares, Rows).At(Noon.AddHours(1)).For("ann").Expect("by_view", new { each_1d = 4 });
}
