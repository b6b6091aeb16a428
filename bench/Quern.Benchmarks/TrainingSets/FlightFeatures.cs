namespace Quern.Benchmarks.TrainingSets;

/// <summary>A flight as the file has it.</summary>
public sealed record Flight
{
    public DateTimeOffset Date { get; init; }

    public long Delay { get; init; }

    public string Origin { get; init; } = "";

    public string Destination { get; init; } = "";
}

/// <summary>The windows that the benchmarks compute over three million flights.</summary>
public sealed class FlightFeatures(string path) : FeatureRepository
{
    public Entity Airport => Entity("airport", "An airport", "origin");

    public Entity Route => Entity("route", "A pair of airports", "origin", "destination");

    public Source<Flight> Flights => Parquet<Flight>(path, source => source.EventTime(flight => flight.Date));

    public FeatureView Airports => Flights.By(Airport, flight => flight.Origin).Windows("1h", "1d", "7d").Aggregate(w => new
    {
        Count = w.Count(),
        Mean = w.Mean(flight => flight.Delay),
        Max = w.Max(flight => flight.Delay),
        Sum = w.Sum(flight => flight.Delay),
        Late = w.Count(flight => flight.Delay > 15),
    });

    public FeatureView Routes => Flights.By(Route, flight => flight.Origin, flight => flight.Destination).Windows("1d", "7d", "28d").Aggregate(w => new
    {
        Count = w.Count(),
        Mean = w.Mean(flight => flight.Delay),
        Max = w.Max(flight => flight.Delay),
        Sum = w.Sum(flight => flight.Delay),
        Late = w.Count(flight => flight.Delay > 15),
    });

    public FeatureView Spread => Flights.By(Airport, flight => flight.Origin).Windows("7d").Aggregate(w => new
    {
        Destinations = w.DistinctCount(flight => flight.Destination),
        P90 = w.Quantile(flight => flight.Delay, 0.9),
    });

    public FeatureService Airport15 => Service(Airports);

    public FeatureService Route15 => Service(Routes);

    public FeatureService Spread2 => Service(Spread);
}
