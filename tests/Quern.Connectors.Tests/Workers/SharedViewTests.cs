using Quern.Connectors.Workers;
using Quern.Engine.Parts;

namespace Quern.Connectors.Tests.Workers;

public sealed class SharedViewTests
{
    [Fact]
    public void Views_OfOneKey_CanBeKeptInParts() => Check(new SalesFeatures()).ShouldBeEmpty();

    [Fact]
    public void Views_ThatCannotBeKeptInParts_AreAllTold() =>
        Check(new Unfit()).Select(finding => (finding.Code, finding.Message)).ShouldBe([
            ("QRN6434", "view 'counters' over shared stream 'sales' is about 'counter', which has 2 join keys"),
            ("QRN6434", "view 'shops' over shared stream 'sales' has key row.shop, and view 'spending' has row.customer"),
            ("QRN6434", "view 'times' over shared stream 'sales' has a join key of kind Timestamp, which a message's key as 'text' is not"),
        ], ignoreOrder: true);

    [Fact]
    public void View_WithFilesBesideTheStream_IsRefused() =>
        Check(new FromFiles()).ShouldContain(finding => finding.Message.StartsWith("view 'spending' over shared stream 'sales' has files too", StringComparison.Ordinal));

    [Fact]
    public void View_ThatAnExpectationPauses_IsRefused()
    {
        Check(new Pausing()).ShouldContain(finding => finding.Message == "view 'spending' over shared stream 'sales' pauses when an expectation fails");
        Check(new PausingFeatures()).ShouldHaveSingleItem().Message.ShouldBe("view 'counts' over shared stream 'sales' pauses when an expectation fails");
    }

    private static IReadOnlyList<Finding> Check(FeatureRepository definitions) =>
        SharedViewCheck.Run(SalesFeatures.Plan(definitions), new Dictionary<string, SharedStream> { ["sales"] = new("sales", 4, MessageKeyForm.Text, Partitioners.Of("murmur2")) });

    private sealed class Unfit : SalesFeatures
    {
        public Entity Shop => Entity("shop", "Where it is sold");

        public Entity Counter => Entity("counter", "Somebody in a shop", "shop", "customer");

        public Entity Time => Entity("time", "When it is sold");

        public FeatureView Shops => Sales.By(Shop, s => s.Shop).Windows("1h").Aggregate(w => new { Sold = w.Count() });

        public FeatureView Counters => Sales.By(Counter, s => new { s.Shop, s.Customer }).Windows("1h").Aggregate(w => new { Sold = w.Count() });

        public FeatureView Times => Sales.By(Time, s => s.At).Windows("1h").Aggregate(w => new { Sold = w.Count() });
    }

    private sealed class FromFiles : SalesFeatures
    {
        public override Source<Sale> Sales => Parquet<Sale>("sales.parquet", source => source.EventTime(s => s.At).Stream("sales"));
    }

    private sealed class Pausing : SalesFeatures
    {
        public override Source<Sale> Sales => Stream<Sale>(source => source.EventTime(s => s.At).Expect("paid", s => s.Amount > 0, OnFail.Pause), "sales");
    }

    private sealed class PausingFeatures : SalesFeatures
    {
        public FeatureView Counts => Sales.By(Customer, s => s.Customer).Windows("1h").Aggregate(w => new { Sold = w.Count() }).ExpectRange("sold_1h", 0, 10, OnFail.Pause);
    }
}
