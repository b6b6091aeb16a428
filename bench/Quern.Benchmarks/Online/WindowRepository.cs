namespace Quern.Benchmarks.Online;

/// <summary>One departure of a flight.</summary>
public sealed record Departure(DateTimeOffset Time, long Airport, long Delay, double Distance);

/// <summary>Fifteen features: five aggregates over an hour, a day and a week.</summary>
public sealed class WindowRepository : FeatureRepository
{
    public Entity Place => Entity("airport", "", "airport");

    public Source<Departure> Departures => Parquet<Departure>("departures.parquet", source => source.EventTime(d => d.Time));

    public FeatureView Delays => Departures.By(Place, d => d.Airport).Windows("1h", "1d", "7d").Aggregate(w => new
    {
        Departures = w.Count(),
        Late = w.Count(d => d.Delay > 15),
        Mean = w.Mean(d => d.Delay),
        Most = w.Max(d => d.Delay),
        Distance = w.Sum(d => d.Distance),
    });

    public FeatureService Windowed => Service(Delays);
}
