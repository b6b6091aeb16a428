using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Quern.Server.Telemetry;

/// <summary>Keeps the text of a collection for the one who asked for it.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock _asking = new();
    private string _text = "";

    /// <inheritdoc/>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>Collects all metrics now, for one caller at a time.</summary>
    internal string Scrape()
    {
        lock (_asking)
        {
            Collect!(Timeout.Infinite);
            return _text;
        }
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text = PrometheusText.Write(batch);
        return ExportResult.Success;
    }
}
