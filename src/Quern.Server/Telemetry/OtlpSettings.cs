namespace Quern.Server.Telemetry;

/// <summary>Whether and what is sent by OTLP, as OpenTelemetry's standard environment variables say; the rest of them is read by its own code.</summary>
/// <param name="Variables">The variables.</param>
/// <param name="SendsMetrics">Whether metrics are sent.</param>
/// <param name="SendsTraces">Whether traces are sent.</param>
internal sealed record OtlpSettings(IReadOnlyDictionary<string, string> Variables, bool SendsMetrics, bool SendsTraces)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string Disabled = "OTEL_SDK_DISABLED";

    /// <summary>Reads them.</summary>
    /// <exception cref="QuernException">An endpoint or the protocol is not one.</exception>
    internal static OtlpSettings Read(IReadOnlyDictionary<string, string> variables)
    {
        // Empty is as good as not set, says the specification.
        string? Value(string name) => variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

        Finding[] findings =
        [
            .. new[] { Endpoint, MetricsEndpoint, TracesEndpoint }
                .Where(name => Value(name) is { } text && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
                .Select(name => ServerFindings.BadTelemetry(name, Value(name)!, "Use an address such as http://127.0.0.1:4318.")),
            .. new[] { "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL" }
                .Where(name => Value(name) is not (null or "grpc" or "http/protobuf"))
                .Select(name => ServerFindings.BadTelemetry(name, Value(name)!, "Use grpc or http/protobuf.")),
        ];
        if (findings.Length > 0) throw new QuernException(findings);
        var isOff = string.Equals(Value(Disabled), "true", StringComparison.OrdinalIgnoreCase);
        return new(
            // What turns sending off must not take /metrics away.
            variables.Where(variable => variable.Key != Disabled).ToDictionary(variable => variable.Key, variable => variable.Value, StringComparer.Ordinal),
            !isOff && Value("OTEL_METRICS_EXPORTER") != "none" && (Value(Endpoint) ?? Value(MetricsEndpoint)) is not null,
            !isOff && Value("OTEL_TRACES_EXPORTER") != "none" && (Value(Endpoint) ?? Value(TracesEndpoint)) is not null);
    }
}
