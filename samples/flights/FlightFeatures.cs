using Quern;

namespace Flights;

/// <summary>One departure of a US domestic flight.</summary>
public sealed record Flight
{
    public DateTimeOffset Date { get; init; }
    public long Delay { get; init; }       // minutes at arrival, negative is early
    public long Distance { get; init; }    // statute miles
    public string Origin { get; init; } = "";
    public string Destination { get; init; } = "";
}

/// <summary>An airport and where it is.</summary>
public sealed record AirportRow
{
    public string Iata { get; init; } = "";
    public string? City { get; init; }
    public string? State { get; init; }
    public double Latitude { get; init; }
    public double Longitude { get; init; }
}

public sealed class FlightFeatures : FeatureRepository
{
    private const string Owner = "ops-ml@example.com";
    private static readonly DateTimeOffset Always = DateTimeOffset.UnixEpoch;

    public Entity Airport => Entity("airport", "An airport, by IATA code");

    public Entity Route => Entity("route", "A pair of airports", "origin", "destination");

    /// <summary>That a flight left is known at once.</summary>
    public Source<Flight> Departures => Parquet<Flight>("data/flights.parquet", source => source.EventTime(f => f.Date));

    /// <summary>How late it was is known only when it has arrived.</summary>
    public Source<Flight> Flights => Parquet<Flight>("data/flights.parquet", source => source
        .EventTime(f => f.Date)
        .KnownAt(f => f.Date.AddMinutes(Math.Max(f.Delay, 0) + f.Distance / 8.0)));

    public Source<AirportRow> Airports => Csv<AirportRow>("data/airports.csv", source => source.EventTime(a => Always));

    public FeatureView AirportTraffic => Departures
        .By(Airport, f => f.Origin)
        .Windows("1h", "1d", "7d")
        .Aggregate(w => new
        {
            Departures = w.Count(),
            Destinations = w.DistinctCount(f => f.Destination),
        })
        .Owner(Owner).Describe("How busy an airport has been");

    public FeatureView AirportDelays => Flights
        .By(Airport, f => f.Origin)
        .Windows("3h", "1d", "7d")
        .Aggregate(w => new
        {
            LateDepartures = w.Count(f => f.Delay > 15),
            MeanDelay = w.Mean(f => f.Delay),
            P90Delay = w.Quantile(f => f.Delay, 0.9),
            LastDelays = w.Last(f => f.Delay, 5),
        })
        .Owner(Owner).Describe("How an airport has been running lately");

    public FeatureView RouteDelays => Flights
        .By(Route, f => f.Origin, f => f.Destination)
        .Windows("7d", "28d")
        .Aggregate(w => new { MeanDelay = w.Mean(f => f.Delay), WorstDelay = w.Max(f => f.Delay) })
        .Owner(Owner).Describe("How one route has been running");

    public FeatureView AirportInfo => Airports
        .By(Airport, a => a.Iata)
        .Latest(a => new { a.City, a.State, a.Latitude, a.Longitude })
        .Owner(Owner).Describe("Where an airport is");

    /// <summary>How much worse than usual the last hours were, in minutes.</summary>
    [OnDemand(Description = "How much worse than usual the last hours were, in minutes")]
    public static double? DelayPressure(double? mean_delay_3h, double? mean_delay_7d) => mean_delay_3h - mean_delay_7d;

    public FeatureService LateFlight => Service(
        AirportTraffic.Key(Airport, "origin"),
        AirportDelays.Key(Airport, "origin"),
        RouteDelays.As("route"),
        AirportInfo.Key(Airport, "origin").Only("city", "state"),
        AirportDelays.As("destination").Key(Airport, "destination").Only("mean_delay_3h"),
        OnDemand(DelayPressure))
        .Owner(Owner).Describe("Will this flight arrive more than 15 minutes late?");
}
