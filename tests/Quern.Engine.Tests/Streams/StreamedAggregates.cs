using Quern.Engine.Tests.PointInTime;

namespace Quern.Engine.Tests.Streams;

/// <summary>Every aggregate and attribute over events that only arrive live.</summary>
public sealed class StreamedAggregates : EveryAggregate
{
    public override Source<Happening> Happenings => Stream<Happening>(Configure, "happenings");
}

/// <summary>The same over events of which the older ones lie in files.</summary>
public sealed class FiledAndStreamedAggregates : EveryAggregate
{
    protected override SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => base.Configure(source).Stream("happenings");
}

/// <summary>Every exact aggregate over events that arrive live, of which later ones may replace earlier ones.</summary>
public sealed class StreamedAggregatesKeyed : EveryExactAggregate
{
    public override Source<Happening> Happenings => Stream<Happening>(Configure, "happenings");

    public FeatureService Everything => Service(Sums, Orders, TextPeople);

    protected override SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => base.Configure(source).EventKey(h => h.Id);
}
