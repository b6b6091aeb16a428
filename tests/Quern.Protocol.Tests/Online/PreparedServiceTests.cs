using Quern.Planning;
using Quern.Protocol.Online;

namespace Quern.Protocol.Tests.Online;

public sealed class PreparedServiceTests
{
    [Fact]
    public void Collisions_OfShortNames_AreFound()
    {
        var (plan, _) = new ServicePlanner(RideFeatures.Plan).Plan(["driver_rides:rides_1h", "zone_rides@2:rides_1h"], fullNames: true);
        var prepared = new PreparedService(plan!);
        prepared.ShortCollisions.ShouldBe(["rides_1h"]);
        prepared.FullCollisions.ShouldBeEmpty();
    }

    [Fact]
    public void Collisions_OfASoundService_AreNone() => RideFeatures.Prepared("trips").ShortCollisions.ShouldBeEmpty();
}
