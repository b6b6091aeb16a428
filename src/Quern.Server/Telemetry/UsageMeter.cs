using System.Diagnostics.Metrics;
using Quern.Engine.Usage;

namespace Quern.Server.Telemetry;

/// <summary>Tells whoever asks the meter <c>Quern.Usage</c> what was read and written since the server began, by view and by consumer. There are no more series than views, and a bounded number of consumers.</summary>
internal sealed class UsageMeter : IDisposable
{
    // Every day others may come, and a series never goes.
    private const int MostConsumers = 100;

    private readonly Meter _meter = new("Quern.Usage");
    private readonly UsageLedger _ledger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (double Values, double Ticks)> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Records, long Bytes)> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UsageCounts> _consumers = new(StringComparer.Ordinal);

    internal UsageMeter(UsageLedger ledger)
    {
        _ledger = ledger;
        ledger.Told = Add;
        _meter.CreateObservableCounter("quern.usage.values", () => Measure(_views, "view", view => (long)view.Values), "{value}", "Values of features that answered rows needed");
        _meter.CreateObservableCounter("quern.usage.time", () => Measure(_views, "view", view => Seconds(view.Ticks)), "s", "Time between requests and their answers, by an even share for each value");
        _meter.CreateObservableCounter("quern.usage.requests", () => Measure(_consumers, "consumer", consumer => consumer.Requests), "{request}", "Reads that were answered");
        _meter.CreateObservableCounter("quern.usage.consumer.time", () => Measure(_consumers, "consumer", consumer => Seconds(consumer.Ticks)), "s", "Time between requests and their answers");
        _meter.CreateObservableCounter("quern.usage.bytes", () => Measure(_consumers, "consumer", consumer => consumer.Bytes), "By", "Bytes of answers");
        _meter.CreateObservableCounter("quern.usage.written.records", () => Measure(_written, "view", view => view.Records), "{record}", "Records of online state that were written");
        _meter.CreateObservableCounter("quern.usage.written.bytes", () => Measure(_written, "view", view => view.Bytes), "By", "Bytes of those records");
    }

    public void Dispose()
    {
        _ledger.Told = null;
        _meter.Dispose();
    }

    private static double Seconds(double ticks) => ticks / TimeSpan.TicksPerSecond;

    private void Add(UsageShape? shape, UsageKey key, UsageCounts counts)
    {
        lock (_lock)
        {
            if (key.Kind == UsageKind.Write) Add(_written, key.Subject, before => (before.Records + counts.Values, before.Bytes + counts.Bytes));
            if (key.Kind != UsageKind.Read) return;
            foreach (var view in UsageShare.ByView(shape!, counts)) Add(_views, view.Of, before => (before.Values + view.Values, before.Ticks + view.Ticks));
            Add(_consumers, _consumers.ContainsKey(key.Consumer) || _consumers.Count < MostConsumers ? key.Consumer : ConsumerNames.Other, before => before + counts);
        }
    }

    private static void Add<T>(Dictionary<string, T> sums, string name, Func<T, T> add)
        where T : struct => sums[name] = add(sums.GetValueOrDefault(name));

    // What was counted since it was last taken is told too.
    private Measurement<TValue>[] Measure<T, TValue>(Dictionary<string, T> sums, string tag, Func<T, TValue> value)
        where TValue : struct
    {
        _ledger.Take();
        lock (_lock) return [.. sums.Select(sum => new Measurement<TValue>(value(sum.Value), new KeyValuePair<string, object?>(tag, sum.Key)))];
    }
}
