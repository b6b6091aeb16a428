namespace Quern.RealData.Tests.Bikeshare;

/// <summary>One bike-share trip.</summary>
public record Trip
{
    public long Duration { get; init; }

    public DateTimeOffset StartDate { get; init; }

    public DateTimeOffset EndDate { get; init; }

    public long StartTerminal { get; init; }

    public long EndTerminal { get; init; }

    public long BikeId { get; init; }
}

public sealed class TripFeatures : FeatureRepository
{
    public Entity Terminal => Entity("terminal");

    public Entity Bike => Entity("bike");

    public Source<Trip> Departures => Csv<Trip>("trips.csv.gz", source => source.EventTime(t => t.StartDate));

    public Source<Trip> Arrivals => Csv<Trip>("trips.csv.gz", source => source.EventTime(t => t.EndDate));

    public FeatureView TerminalDepartures => Departures.By(Terminal, t => t.StartTerminal).Windows("1h", "1d", "7d")
        .Aggregate(w => new { Departures = w.Count(), Duration = w.Sum(t => t.Duration), Bikes = w.DistinctCount(t => t.BikeId) });

    public FeatureView BikeArrivals => Arrivals.By(Bike, t => t.BikeId).Windows("7d")
        .Aggregate(w => new { Trips = w.Count(), MeanDuration = w.Mean(t => t.Duration), Terminals = w.LastDistinct(t => t.EndTerminal, 3), SinceLast = w.TimeSinceLast() });

    public FeatureService Terminals => Service(TerminalDepartures);

    public FeatureService Bikes => Service(BikeArrivals);
}
