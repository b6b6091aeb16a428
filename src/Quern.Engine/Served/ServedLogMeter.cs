using System.Diagnostics.Metrics;

namespace Quern.Engine.Served;

/// <summary>Tells whoever listens to the meter <c>Quern.Served</c> what became of the rows.</summary>
internal sealed class ServedLogMeter : IDisposable
{
    private readonly Meter _meter = new("Quern.Served");

    public ServedLogMeter(Func<IEnumerable<ServiceCounts>> counts, Func<long> waiting)
    {
        _meter.CreateObservableCounter("quern.served.written", () => counts().Select(of => Measure(of.Written, of.Service)), "{row}", "Served rows that are in their table");
        _meter.CreateObservableCounter("quern.served.dropped", () => counts().Select(of => Measure(of.Dropped, of.Service)), "{row}", "Served rows for which there was no room");
        _meter.CreateObservableGauge("quern.served.waiting", waiting, "By", "Memory of rows that wait to be written");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Measure(long rows, string service) => new(rows, new KeyValuePair<string, object?>("service", service));
}
