namespace Quern.RealData.Tests.NycTaxi;

/// <summary>One trip of a green taxi.</summary>
public sealed record TaxiTrip
{
    [Column("DOLocationID")]
    public long Zone { get; init; }

    [Column("lpep_dropoff_datetime")]
    public DateTimeOffset At { get; init; }

    public double FareAmount { get; init; }
}

public sealed class FareFeatures : FeatureRepository
{
    public Entity Zone => Entity("zone");

    public Source<TaxiTrip> Trips => Csv<TaxiTrip>("green_tripdata_2020-04_with_index.csv.gz", source => source.EventTime(t => t.At));

    public FeatureView Fares => Trips.By(Zone, t => t.Zone).Windows("90d").Aggregate(w => new { N = w.Count(), Avg = w.Mean(t => t.FareAmount), Max = w.Max(t => t.FareAmount) });

    public FeatureService Zones => Service(Fares);
}
