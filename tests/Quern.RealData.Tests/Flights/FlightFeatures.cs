namespace Quern.RealData.Tests.Flights;

/// <summary>One departure of a US domestic flight.</summary>
public record Flight
{
    public DateTimeOffset Date { get; init; }

    public long Delay { get; init; }

    public long Distance { get; init; }

    public string Origin { get; init; } = "";

    public string Destination { get; init; } = "";
}

public sealed class FlightFeatures : FeatureRepository
{
    public Entity Airport => Entity("airport", "An airport", "origin");

    public Entity Route => Entity("route", "A pair of airports", "origin", "destination");

    public Source<Flight> Flights => Parquet<Flight>("flights-3m.parquet", source => source
        .EventTime(f => f.Date)
        .KnownAt(f => f.Date.AddMinutes(Math.Max(f.Delay, 0) + f.Distance / 8.0)));

    public FeatureView AirportDelays => Flights.By(Airport, f => f.Origin).Windows("1h", "1d", "7d")
        .Aggregate(w => new { N = w.Count(), Sum = w.Sum(f => f.Delay), Max = w.Max(f => f.Delay) });

    public FeatureView RouteDelays => Flights.By(Route, f => f.Origin, f => f.Destination).Windows("7d")
        .Aggregate(w => new { Mean = w.Mean(f => f.Delay), P90 = w.Quantile(f => f.Delay, 0.9), Last = w.Last(f => f.Delay, 3), Spread = w.StdDev(f => f.Delay) });

    public FeatureService Airports => Service(AirportDelays);

    public FeatureService Routes => Service(RouteDelays);
}
