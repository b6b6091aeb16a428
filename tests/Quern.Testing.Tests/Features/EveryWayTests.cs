using Quern.Engine.PointInTime;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Testing.Tests.Features;

public sealed class EveryWayTests
{
    [Fact]
    public void Report_WaysThatDisagree_SaysSoLoudlyWithTheEventsBehind()
    {
        var torn = new FeatureAnswer(
            "shop_orders:orders_1h",
            new(InputKind.Feature, 0, 0),
            [("history", Value.Of(2L), FeatureStatus.Present), ("plain definition", Value.Of(2L), FeatureStatus.Present), ("online", Value.Of(1L), FeatureStatus.Present)],
            [new PlainEvent(new Instant(0), new Instant(1_000_000), Value.Null)]);
        var message = Should.Throw<FeatureExpectationException>(() => AnswerReport.ThrowUnless("view 'shop_orders'", null!, [torn], new Dictionary<int, object?>())).Message;
        message.ShouldStartWith("THE WAYS OF COMPUTING DISAGREE: view 'shop_orders'");
        message.ShouldContain("online             1  (Present)");
        message.ShouldContain("1970-01-01T00:00:00Z, known at 1970-01-01T00:00:01Z");
    }
}
