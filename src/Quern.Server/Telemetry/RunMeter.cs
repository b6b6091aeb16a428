using System.Diagnostics.Metrics;

namespace Quern.Server.Telemetry;

/// <summary>Tells whoever listens to the meter <c>Quern.Runs</c> how long materializations and training sets took, and how they ended.</summary>
internal static class RunMeter
{
    private static readonly Meter Meter = new("Quern.Runs");
    private static readonly InstrumentAdvice<double> Advice = new() { HistogramBucketBoundaries = [0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1_800, 3_600, 10_800] };
    private static readonly Histogram<double> Materialized = Meter.CreateHistogram("quern.materialization.duration", "s", "Runs that bring a view up to an instant", null, Advice);
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("quern.materialization.events", "{event}", "Events that runs brought online");
    private static readonly Histogram<double> Made = Meter.CreateHistogram("quern.training_set.duration", "s", "Runs that make a training set", null, Advice);

    internal static void AddMaterialization(string view, TimeSpan took, long? events)
    {
        Materialized.Record(took.TotalSeconds, new("view", view), Outcome(events is not null));
        if (events is { } count) Events.Add(count, new KeyValuePair<string, object?>("view", view));
    }

    internal static void AddTrainingSet(TimeSpan took, bool isDone) => Made.Record(took.TotalSeconds, Outcome(isDone));

    private static KeyValuePair<string, object?> Outcome(bool isDone) => new("outcome", isDone ? "done" : "failed");
}
