namespace Quern.Surface.Tests;

/// <summary>One departure of a US domestic flight.</summary>
public sealed record Flight
{
    public DateTimeOffset Date { get; init; }
    public long Delay { get; init; }          // minutes at arrival, negative is early
    public long Distance { get; init; }       // statute miles
    public string Origin { get; init; } = "";
    public string Destination { get; init; } = "";
}

public sealed record AirportRow(string Iata, string? City, string? State, double Latitude, double Longitude);

public sealed class FlightFeatures : FeatureRepository
{
    private static readonly DateTimeOffset Always = DateTimeOffset.UnixEpoch;

    public Entity Airport => Entity("airport", "An airport, by IATA code");

    public Source<Flight> Flights => Parquet<Flight>("data/flights/*.parquet", source => source
        .EventTime(f => f.Date)
        .KnownAt(f => f.Date.AddMinutes(Math.Max(f.Delay, 0) + f.Distance / 8.0))   // a delay is known on arrival
        .Stream("flights"));                                                          // the same rows, live: push or Kafka

    public Source<AirportRow> Airports => Csv<AirportRow>("data/airports.csv", source => source.EventTime(a => Always));

    public FeatureView AirportDelays => Flights
        .By(Airport, f => f.Origin)
        .Windows("1h", "1d", "7d")
        .Aggregate(w => new
        {
            Departures = w.Count(),
            LateDepartures = w.Count(f => f.Delay > 15),
            MeanDelay = w.Mean(f => f.Delay),
            P90Delay = w.Quantile(f => f.Delay, 0.9),
            Destinations = w.DistinctCount(f => f.Destination),
            LastDelays = w.Last(f => f.Delay, 5),
        })
        .Owner("ops-ml@example.com").Describe("How an airport has been running lately");

    public FeatureView AirportInfo => Airports.By(Airport, a => a.Iata).Latest(a => new { a.City, a.State, a.Latitude, a.Longitude });

    /// <summary>How much worse than usual the last hour was, in minutes.</summary>
    [OnDemand] public static double? DelayPressure(double? mean_delay_1h, double? mean_delay_7d) => mean_delay_1h - mean_delay_7d;

    public FeatureService LateFlight => Service(AirportDelays, AirportInfo, OnDemand(DelayPressure));
}
