using System.Diagnostics.Metrics;

namespace Quern.Connectors.Tests.Workers;

/// <summary>What a meter tells when it is asked: by name and labels.</summary>
internal sealed class Measured(Meter meter)
{
    public double? this[string name] => Read().TryGetValue(name, out var value) ? value : null;

    public override string ToString() => string.Join('\n', Read().Select(item => $"{item.Key} {item.Value}"));

    private SortedDictionary<string, double> Read()
    {
        var all = new SortedDictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (instrument.Meter == meter) listening.EnableMeasurementEvents(instrument); } };
        void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
        {
            foreach (var (_, label) in labels) name += $" {label}";
            all[name] = value;
        }

        listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Add(instrument.Name, value, labels));
        listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Add(instrument.Name, value, labels));
        listener.SetMeasurementEventCallback<int>((instrument, value, labels, _) => Add(instrument.Name, value, labels));
        listener.Start();
        listener.RecordObservableInstruments();
        return all;
    }
}
