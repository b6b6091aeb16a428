using Quern.RealData.Tests.Bikeshare;

namespace Quern.RealData.Tests.Streams;

/// <summary>One bike-share trip with its number, so that one that comes twice can be told.</summary>
public sealed record NumberedTrip : Trip
{
    public long Number { get; init; }
}

public sealed class NumberedTrips(bool isLive) : FeatureRepository
{
    private static readonly string Query = $"SELECT row_number() OVER () AS number, * FROM 'trips.csv.gz' LIMIT {ReplayTests.Rows}";

    public Entity Terminal => Entity("terminal");

    public Entity Bike => Entity("bike");

    public Source<NumberedTrip> Rows => isLive ? Stream<NumberedTrip>(Configure, "rows") : Sql<NumberedTrip>(Query, Configure, name: "rows");

    public FeatureView TerminalDepartures => Rows.By(Terminal, t => t.StartTerminal).Windows("1h", "1d", "7d")
        .Aggregate(w => new { Departures = w.Count(), Duration = w.Sum(t => t.Duration), Bikes = w.DistinctCount(t => t.BikeId) });

    public FeatureView BikeTrips => Rows.By(Bike, t => t.BikeId).Windows("7d")
        .Aggregate(w => new { Trips = w.Count(), MeanDuration = w.Mean(t => t.Duration), Terminals = w.LastDistinct(t => t.EndTerminal, 3), SinceLast = w.TimeSinceLast() });

    public FeatureService Terminals => Service(TerminalDepartures);

    public FeatureService Bikes => Service(BikeTrips);

    private static SourceBuilder<NumberedTrip> Configure(SourceBuilder<NumberedTrip> source) => source.EventTime(t => t.StartDate).EventKey(t => t.Number);
}
