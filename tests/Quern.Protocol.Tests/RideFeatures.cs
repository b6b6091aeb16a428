using Quern.Planning;
using Quern.Protocol.Online;

namespace Quern.Protocol.Tests;

/// <summary>A ride in a city: a key of text and one of a whole number.</summary>
public sealed record Ride(DateTimeOffset Time, long DriverId, string Pickup, string Dropoff, double Fare, bool Shared);

/// <summary>One project with every shape that the wire has to carry: two keys, an entity under two names, request fields of every kind, names that collide.</summary>
public sealed class RideFeatures : FeatureRepository
{
    public Entity Driver => Entity("driver", "Somebody who drives", "driver_id");

    public Entity Zone => Entity("zone", "A part of the city");

    public Source<Ride> Rides => Parquet<Ride>("rides.parquet", source => source.EventTime(r => r.Time));

    public FeatureView DriverRides => Rides.By(Driver, r => r.DriverId).Windows("1h")
        .Aggregate(w => new { Rides = w.Count(), MeanFare = w.Mean(r => r.Fare), LastZones = w.Last(r => r.Dropoff, 2) }).Owner("rides@example.com");

    public FeatureView ZoneRides => Rides.By(Zone, r => r.Pickup).Windows("1h").Aggregate(w => new { Rides = w.Count() }).Version(2);

    [OnDemand]
    public static double? Score([Request] bool? flag, [Request] int? small, [Request] long? big, [Request] float? ratio, [Request] double? price, [Request] string? note, [Request] DateTimeOffset? at) =>
        flag == true && note is not null && at is not null ? small + big + ratio + price : null;

    /// <summary>One key, a whole number.</summary>
    public FeatureService Drivers => Service(DriverRides);

    /// <summary>Two keys.</summary>
    public FeatureService Pickups => Service(DriverRides.Only("mean_fare_1h"), ZoneRides);

    /// <summary>One entity twice, so that its own name means neither key.</summary>
    public FeatureService Trips => Service(ZoneRides.As("from").Key(Zone, "pickup"), ZoneRides.As("to").Key(Zone, "dropoff"));

    /// <summary>Request fields of every kind.</summary>
    public FeatureService Scores => Service(DriverRides.Only("rides_1h"), OnDemand(Score));

    public static RepositoryPlan Plan { get; } = PlanOf();

    public static PreparedService Prepared(string service) => new(Plan.Services[service]);

    private static RepositoryPlan PlanOf()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new RideFeatures()), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }
}
