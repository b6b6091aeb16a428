using Quern.Planning;

namespace Quern.Server.Tests;

/// <summary>One departure.</summary>
public sealed record Flight(DateTimeOffset Date, long Delay, string Origin, string Destination);

/// <summary>The project that the tests serve.</summary>
public sealed class FlightFeatures : FeatureRepository
{
    public Entity Airport => Entity("airport", "An airport, by IATA code", "iata");

    public Source<Flight> Flights => Parquet<Flight>("flights.parquet", source => source.EventTime(f => f.Date).ExpectFreshness("8h"));

    public FeatureView Departures => Flights.By(Airport, f => f.Origin).Windows("1h").Aggregate(w => new { Count = w.Count(), MeanDelay = w.Mean(f => f.Delay) }).ExpectRange("mean_delay_1h", -60, 600);

    public FeatureView Arrivals => Flights.By(Airport, f => f.Destination).Windows("1h").Aggregate(w => new { Count = w.Count() });

    [OnDemand] public static double? Late(double? mean_delay_1h, [Request] long? limit) => mean_delay_1h - limit;

    public NamedPointInTime Boarding => PointInTime("boarding", "The gate opens");

    public FeatureService LateFlight => Service(Departures, OnDemand(Late)).Owner("ops@example.com").At(Boarding).Available(Departures, within: "1d", share: 0.5);

    public FeatureService Airports => Service(Departures.Only("count_1h"));

    internal static RepositoryPlan Plan() => Plans.Of(new FlightFeatures());
}
