using Quern.Protocol.Registry;
using Quern.Time;

namespace Quern.Protocol.Tests.Registry;

public sealed class RegistryShapesTests
{
    private static readonly RegistrySnapshot Snapshot =
        RegistryShapes.Of("rides", "3", RideFeatures.Plan, view => view.Reference == "driver_rides" ? new Instant(0) : null);

    [Fact]
    public void Snapshot_TellsViewsWithTheirState()
    {
        var view = Snapshot.Views.Single(view => view.Name == "driver_rides");
        (view.Kind, view.Entity, view.Source, view.Owner, view.Status.MaterializedTo).ShouldBe(("aggregation", "driver", "rides", "rides@example.com", "1970-01-01T00:00:00Z"));
        view.Features.Select(feature => $"{feature.Name} {feature.Type} {feature.Window}").ShouldBe(["rides_1h int64 1h", "mean_fare_1h float64 1h", "last_zones_1h list<string> 1h"]);
        Snapshot.Views.Single(other => other.Name == "zone_rides").Status.MaterializedTo.ShouldBeNull();
    }

    [Fact]
    public void Snapshot_TellsServicesAsARequestNeedsThem()
    {
        var service = Snapshot.Services.Single(service => service.Name == "trips");
        service.JoinKeys.ShouldBe([new FieldShape("pickup", "string"), new FieldShape("dropoff", "string")]);
        service.Features.ShouldBe([new OutputShape("from__rides_1h", "from__rides_1h", "int64", "zone_rides@2:rides_1h", null), new OutputShape("to__rides_1h", "to__rides_1h", "int64", "zone_rides@2:rides_1h", null)]);
        service.Views.ShouldBe(["zone_rides@2"]);
    }

    [Fact]
    public void Snapshot_TellsEntitiesSourcesAndOnDemandFeatures()
    {
        Snapshot.Entities.Select(entity => $"{entity.Name} {string.Join(",", entity.JoinKeys)}").ShouldBe(["driver driver_id", "zone zone"]);
        Snapshot.Sources.Single().Fields.Select(field => $"{field.Name} {field.Type}").ShouldContain("driver_id int64");
        Snapshot.OnDemand.Single().Parameters.Select(parameter => parameter.Type).ShouldBe(["boolean", "int32", "int64", "float32", "float64", "string", "timestamp"]);
    }
}
