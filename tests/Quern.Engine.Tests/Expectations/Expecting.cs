using Quern.Engine.Tests.PointInTime;

namespace Quern.Engine.Tests.Expectations;

/// <summary>Every aggregate over events some of which are rejected: by what they are, and where it cannot be computed.</summary>
public class Expecting : EveryAggregate
{
    /// <summary>The slow twin of the conditions: whether an event is rejected.</summary>
    public static bool Rejects(Happening h) => h.Amount is -3 or 0 or 1 || (h.Price is 0.2 && h.Flag == true);

    protected override SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => Expect(base.Configure(source));

    internal static SourceBuilder<Happening> Expect(SourceBuilder<Happening> source) => source
        .Expect("twelve can be shared", h => h.Amount != -3 && 12 / h.Amount < 7, OnFail.Reject)
        .Expect("dear or not flagged", h => h.Price != 0.2 || h.Flag == false, OnFail.Reject)
        .Expect("somebody", h => h.Who != null, OnFail.Observe, maxShare: 0.5, every: "5s")
        .ExpectRange(h => h.Where, 0, 100);
}

/// <summary>The same over events of which later ones may replace earlier ones.</summary>
public sealed class ExpectingKeyed : Expecting
{
    protected override SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => base.Configure(source).EventKey(h => h.Id);
}

/// <summary>What <see cref="ExpectingKeyed"/> must equal: what is rejected is left out.</summary>
public sealed class FilteringKeyed : EveryAggregate
{
    protected override SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => base.Configure(source).EventKey(h => h.Id)
        .Where(h => (h.Amount == null || (h.Amount != -3 && h.Amount != 0 && h.Amount != 1)) && (h.Price == null || h.Price != 0.2 || h.Flag == null || h.Flag == false));
}

/// <summary>The same over events that only arrive live.</summary>
public sealed class ExpectingLive : Expecting
{
    public override Source<Happening> Happenings => Stream<Happening>(Configure, "happenings");
}

/// <summary>Every exact aggregate over events that arrive live, may replace others, and may be rejected.</summary>
public sealed class ExpectingLiveKeyed : EveryExactAggregate
{
    public override Source<Happening> Happenings => Stream<Happening>(Configure, "happenings");

    public FeatureService Everything => Service(Sums, Orders, TextPeople);

    protected override SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => Expecting.Expect(base.Configure(source)).EventKey(h => h.Id);
}
