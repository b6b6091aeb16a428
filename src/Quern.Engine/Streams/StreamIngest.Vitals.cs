namespace Quern.Engine.Streams;

public sealed partial class StreamIngest
{
    /// <summary>What each stream has had since the process began, by its name.</summary>
    public IReadOnlyDictionary<string, StreamCounts> Counts => _streams.ToDictionary(stream => stream.Key, stream => stream.Value.Counts);

    /// <summary>What those listen to who collect measures.</summary>
    internal System.Diagnostics.Metrics.Meter Meter => _meter.Meter;

    /// <summary>How each stream is, by name.</summary>
    public IReadOnlyList<StreamVitals> Vitals => [.. _streams.Values.OrderBy(stream => stream.Name, StringComparer.Ordinal).Select(stream => stream.Vitals(_meter.Second))];
}
