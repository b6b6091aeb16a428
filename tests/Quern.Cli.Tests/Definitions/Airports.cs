using Quern;

/// <summary>A flight as it is known once it has landed.</summary>
public sealed record Flight
{
    public DateTimeOffset Date { get; init; }
    public long Delay { get; init; }
    public string Origin { get; init; } = "";
}

public sealed class AirportFeatures : FeatureRepository
{
    public Entity Origin => Entity("origin", "Where a flight starts");

    public Source<Flight> Flights => Parquet<Flight>("data/*.parquet", source => source.EventTime(flight => flight.Date));

    public FeatureView Delays => Flights.By(Origin, flight => flight.Origin).Windows("1h", "1d", "7d").Aggregate(w => new
    {
        Count = w.Count(),
        Mean = w.Mean(flight => flight.Delay),
        Max = w.Max(flight => flight.Delay),
        Sum = w.Sum(flight => flight.Delay),
        Late = w.Count(flight => flight.Delay > 15),
    }).Owner("airports@example.com");

    public FeatureService Airports => Service(Delays).Owner("airports@example.com");
}
