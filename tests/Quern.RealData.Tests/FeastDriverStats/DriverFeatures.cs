namespace Quern.RealData.Tests.FeastDriverStats;

/// <summary>An hour of a driver.</summary>
public sealed record DriverHour
{
    public DateTimeOffset EventTimestamp { get; init; }

    public long DriverId { get; init; }

    public float? ConvRate { get; init; }

    public float? AccRate { get; init; }

    public int? AvgDailyTrips { get; init; }

    public DateTimeOffset Created { get; init; }
}

/// <summary>Feast's driver_stats demo: what its registry defines, over one demo's file.</summary>
public sealed class DriverFeatures(string file) : FeatureRepository
{
    public Entity Driver => Entity("driver", "", "driver_id");

    public Source<DriverHour> Hours => Parquet<DriverHour>(file, source => source.EventTime(h => h.EventTimestamp));

    public FeatureView DriverHourlyStats => Hours.By(Driver, h => h.DriverId).Latest(h => new { h.ConvRate, h.AccRate, h.AvgDailyTrips }).Ttl("1d");

    public FeatureService DriverActivity => Service(DriverHourlyStats, OnDemand(ConvRatePlusVal1), OnDemand(ConvRatePlusVal2));

    [OnDemand]
    public static double? ConvRatePlusVal1(double? conv_rate, [Request] long? val_to_add) => conv_rate + val_to_add;

    [OnDemand]
    public static double? ConvRatePlusVal2(double? conv_rate, [Request] long? val_to_add_2) => conv_rate + val_to_add_2;
}
