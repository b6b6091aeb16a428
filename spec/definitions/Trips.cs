namespace Quern.Spec;

/// <summary>One trip of a rider.</summary>
public sealed record Trip
{
    public DateTimeOffset At { get; init; }
    public DateTimeOffset? Known { get; init; }
    public string? Rider { get; init; }
    public long? Fare { get; init; }
    public double? Tip { get; init; }
    public string? Zone { get; init; }
    public string? Id { get; init; }
}

/// <summary>Views of trips, each trip an event of its own.</summary>
public class Trips : FeatureRepository
{
    public Entity Rider => Entity("rider");

    public Entity RiderInZone => Entity("rider_in_zone", "", "rider", "zone");

    public Source<Trip> AllTrips => Parquet<Trip>("-", Configure, "trips");

    public FeatureView Sums => AllTrips.By(Rider, t => t.Rider).Windows("1h").Aggregate(w => new
    {
        Rides = w.Count(),
        PricedRides = w.CountNonNull(t => t.Fare),
        DearRides = w.Count(t => t.Fare > 2),
        Fare = w.Sum(t => t.Fare),
        TipSum = w.Sum(t => t.Tip),
        MeanFare = w.Mean(t => t.Fare),
        LeastFare = w.Min(t => t.Fare),
        MostFare = w.Max(t => t.Fare),
        Spread = w.Variance(t => t.Fare),
        SampleSpread = w.Variance(t => t.Fare).Sample(),
        Deviation = w.StdDev(t => t.Fare),
        AnyFree = w.Any(t => t.Fare == 0),
        AllFree = w.All(t => t.Fare == 0),
        Slope = w.Trend(t => t.Fare, "1h"),
    });

    public FeatureView Orders => AllTrips.By(Rider, t => t.Rider).Windows("1h").Aggregate(w => new
    {
        FirstZone = w.First(t => t.Zone),
        LastZone = w.Last(t => t.Zone),
        FirstZones = w.First(t => t.Zone, 2),
        LastZones = w.Last(t => t.Zone, 2),
        DistinctZones = w.LastDistinct(t => t.Zone, 2),
        Zones = w.DistinctCount(t => t.Zone),
        MedianFare = w.Median(t => t.Fare),
        P90Fare = w.Quantile(t => t.Fare, 0.9),
        TopZones = w.TopK(t => t.Zone, 2),
        ZoneCounts = w.Histogram(t => t.Zone),
        SinceLast = w.TimeSinceLast(),
        SinceFirst = w.TimeSinceFirst(),
    });

    public FeatureView Weeks => AllTrips.By(Rider, t => t.Rider).Windows("1h", "1h offset 1h").Aggregate(w => new { Rides = w.Count() });

    public FeatureView Ever => AllTrips.By(Rider, t => t.Rider).Windows("lifetime").Aggregate(w => new
    {
        Rides = w.Count(),
        Fare = w.Sum(t => t.Fare),
        FadingTip = w.DecayedSum(t => t.Tip, "1m"),
        FadingMean = w.DecayedMean(t => t.Tip, "1m"),
    });

    public FeatureView Hops => AllTrips.By(Rider, t => t.Rider).Windows("2h").Aggregate(w => new { Rides = w.Count() }).Hop("1h");

    public FeatureView ByZone => AllTrips.By(RiderInZone, t => t.Rider, t => t.Zone).Windows("1h").Aggregate(w => new { Rides = w.Count() });

    public FeatureView Latest => AllTrips.By(Rider, t => t.Rider).Latest(t => new { t.Zone, t.Fare });

    public FeatureView Fresh => AllTrips.By(Rider, t => t.Rider).Latest(t => new { t.Zone }).Ttl("1h");

    protected virtual SourceBuilder<Trip> Configure(SourceBuilder<Trip> source) => source.EventTime(t => t.At).KnownAt(t => t.Known ?? t.At);
}

/// <summary>The same, each trip named by its id, so that a later version replaces an earlier one.</summary>
public sealed class KeyedTrips : Trips
{
    protected override SourceBuilder<Trip> Configure(SourceBuilder<Trip> source) => base.Configure(source).EventKey(t => t.Id);
}
