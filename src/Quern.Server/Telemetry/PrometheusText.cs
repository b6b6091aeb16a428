using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Quern.Server.Telemetry;

/// <summary>
/// Writes metrics as Prometheus reads them: its text format 0.0.4 (prometheus.io, "Exposition formats"), names made from OpenTelemetry's as "Prometheus and OpenMetrics compatibility" of its
/// specification says (the unit in the name, <c>_total</c> after counters). A gauge that is not a number says that there is nothing to tell, and is left out.
/// </summary>
internal sealed class PrometheusText
{
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>All metrics of a collection, those of one name together.</summary>
    internal static string Write(in Batch<Metric> metrics)
    {
        var families = new SortedDictionary<string, List<Metric>>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            var name = PrometheusNames.Of(metric.Name, metric.Unit, IsCounter(metric), IsGauge(metric));
            if (!families.TryGetValue(name, out var family)) families.Add(name, family = []);
            family.Add(metric);
        }

        var text = new PrometheusText();
        foreach (var (name, family) in families) text.WriteFamily(name, family);
        return text._text.ToString();
    }

    private static bool IsCounter(Metric metric) => metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;

    private static bool IsGauge(Metric metric) => metric.MetricType is MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic;

    private static string TypeOf(Metric metric) => IsCounter(metric) ? "counter" : IsGauge(metric) ? "gauge" : "histogram";

    private void WriteFamily(string name, List<Metric> family)
    {
        var type = TypeOf(family[0]);
        _text.Append("# HELP ").Append(name).Append(' ').Append(Escape(family[0].Description)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        // A name has one type.
        foreach (var metric in family.Where(metric => TypeOf(metric) == type))
            foreach (ref readonly var point in metric.GetMetricPoints())
                WritePoint(name, metric.MetricType, in point);
    }

    private void WritePoint(string name, MetricType type, in MetricPoint point)
    {
        var labels = Labels(point.Tags);
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                WriteSample(name, labels, Number(point.GetSumLong()));
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                WriteSample(name, labels, Number(point.GetSumDouble()));
                break;
            case MetricType.LongGauge:
                WriteSample(name, labels, Number(point.GetGaugeLastValueLong()));
                break;
            case MetricType.DoubleGauge:
                if (!double.IsNaN(point.GetGaugeLastValueDouble())) WriteSample(name, labels, Number(point.GetGaugeLastValueDouble()));
                break;
            default:
                WriteHistogram(name, labels, in point);
                break;
        }
    }

    private void WriteHistogram(string name, string labels, in MetricPoint point)
    {
        var (below, separator) = (0L, labels.Length == 0 ? "" : ",");
        foreach (var bucket in point.GetHistogramBuckets())
            WriteSample($"{name}_bucket", $"{labels}{separator}le=\"{Number(bucket.ExplicitBound)}\"", Number(below += bucket.BucketCount));
        WriteSample($"{name}_sum", labels, Number(point.GetHistogramSum()));
        WriteSample($"{name}_count", labels, Number(point.GetHistogramCount()));
    }

    private void WriteSample(string name, string labels, string value)
    {
        _text.Append(name);
        if (labels.Length > 0) _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(value).Append('\n');
    }

    private static string Labels(ReadOnlyTagCollection tags)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(PrometheusNames.Plain(key)).Append("=\"").Append(Escape(Text(value)).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.ToString();
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Text(object? value) => value switch
    {
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
