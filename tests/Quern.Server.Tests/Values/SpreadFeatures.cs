using System.Collections.Concurrent;

namespace Quern.Server.Tests.Values;

/// <summary>A method of several features, which counts its calls by the number that a request gives.</summary>
public sealed class SpreadFeatures : FeatureRepository
{
    private static readonly ConcurrentDictionary<long, int> Calls = new();

    public Entity Airport => Entity("airport", "An airport, by IATA code", "iata");

    public Source<Flight> Flights => Parquet<Flight>("flights.parquet", source => source.EventTime(f => f.Date).ExpectFreshness("8h"));

    public FeatureView Departures => Flights.By(Airport, f => f.Origin).Windows("1h").Aggregate(w => new { Count = w.Count(), MeanDelay = w.Mean(f => f.Delay) }).ExpectRange("mean_delay_1h", -60, 600);

    public FeatureService Everything => Service(OnDemand(Spread), OnDemand(Twice));

    public FeatureService Part => Service(OnDemand(Spread).Only("is_late"));

    [OnDemand(Description = "What an airport's delays say")]
    public static Result? Spread(double? mean_delay_1h, [Request] long limit, [Request] long run, long count_1h)
    {
        Calls.AddOrUpdate(run, 1, (_, calls) => calls + 1);
        return limit == 0 ? throw new ArgumentException("there is no limit") : mean_delay_1h is { } mean ? new(mean - limit, count_1h > 0 ? "SFO" : null, mean > limit) : null;
    }

    [OnDemand] public static double? Twice(double? low) => low * 2;

    public static int CallsOf(long run) => Calls.GetValueOrDefault(run);

    public readonly record struct Result(double? Low, string? Verdict, bool IsLate);
}
