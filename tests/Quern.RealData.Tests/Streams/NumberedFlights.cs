using Quern.RealData.Tests.Flights;

namespace Quern.RealData.Tests.Streams;

/// <summary>One departure with its number, so that one that comes twice can be told.</summary>
public sealed record NumberedFlight : Flight
{
    public long Number { get; init; }
}

public sealed class NumberedFlights(bool isLive) : FeatureRepository
{
    private static readonly string Query = $"SELECT file_row_number AS number, * EXCLUDE (file_row_number) FROM read_parquet('flights-3m.parquet', file_row_number = true) WHERE file_row_number < {ReplayTests.Flights}";

    public Entity Airport => Entity("airport", "An airport", "origin");

    public Entity Route => Entity("route", "A pair of airports", "origin", "destination");

    public Source<NumberedFlight> Rows => isLive ? Stream<NumberedFlight>(Configure, "rows") : Sql<NumberedFlight>(Query, Configure, name: "rows");

    public FeatureView AirportDelays => Rows.By(Airport, f => f.Origin).Windows("1h", "1d", "7d")
        .Aggregate(w => new { N = w.Count(), Sum = w.Sum(f => f.Delay), Max = w.Max(f => f.Delay), Destinations = w.DistinctCount(f => f.Destination) })
        .AllowedLateness("12h");

    public FeatureView RouteDelays => Rows.By(Route, f => f.Origin, f => f.Destination).Windows("7d")
        .Aggregate(w => new { Mean = w.Mean(f => f.Delay), P90 = w.Quantile(f => f.Delay, 0.9), Last = w.Last(f => f.Delay, 3), Spread = w.StdDev(f => f.Delay) })
        .AllowedLateness("12h");

    public FeatureService Airports => Service(AirportDelays);

    public FeatureService Routes => Service(RouteDelays);

    private static SourceBuilder<NumberedFlight> Configure(SourceBuilder<NumberedFlight> source) => source.EventTime(f => f.Date).EventKey(f => f.Number);
}
