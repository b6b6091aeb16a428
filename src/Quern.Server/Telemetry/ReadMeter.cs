using System.Diagnostics.Metrics;
using Quern.Server.Objectives;
using Quern.Server.Usage;

namespace Quern.Server.Telemetry;

/// <summary>Tells whoever listens to the meter <c>Quern.Reads</c> of the answered reads of one service. It is told on the hot path, so the tag is made once and nothing is allocated.</summary>
/// <param name="service">The service's name; null for a list of features, which has none.</param>
/// <param name="tally">Counts them for the service's objectives; null when there are none.</param>
/// <param name="traffic">Counts them minute by minute; null for a list of features.</param>
internal sealed class ReadMeter(string? service, ReadTally? tally, TrafficTally? traffic)
{
    // No service can be called this.
    private const string List = "(list)";

    private static readonly Meter Meter = new("Quern.Reads");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "quern.read.duration",
        "s",
        "From a request for vectors until its answer is written",
        null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("quern.read.rows", "{row}", "Rows of vectors answered");

    private readonly KeyValuePair<string, object?> _tag = new("service", service ?? List);

    /// <summary>Tells of an answered read.</summary>
    internal void Add(TimeSpan took, int rows)
    {
        Duration.Record(took.TotalSeconds, _tag);
        Rows.Add(rows, _tag);
        tally?.Add(took);
        traffic?.Add(took);
    }

    /// <summary>Tells of a read that was not answered, for no fault of the caller's.</summary>
    internal void AddFailed()
    {
        tally?.AddFailed();
        traffic?.AddFailed();
    }
}
