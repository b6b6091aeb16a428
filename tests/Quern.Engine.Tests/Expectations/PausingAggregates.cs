using Quern.Engine.Tests.PointInTime;

namespace Quern.Engine.Tests.Expectations;

/// <summary>Every aggregate over events one kind of which pauses.</summary>
public class PausingAggregates : EveryAggregate
{
    /// <summary>Whether an event pauses.</summary>
    public static bool Pauses(Happening h) => h.Amount is 4 or 0;

    protected override SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => base.Configure(source).Expect("less than four", h => h.Amount < 4 && 12 / h.Amount > -20, OnFail.Pause);
}

/// <summary>The same over events that only arrive live.</summary>
public sealed class PausingLive : PausingAggregates
{
    public override Source<Happening> Happenings => Stream<Happening>(Configure, "happenings");
}
