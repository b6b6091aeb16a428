using System.Collections;

namespace Quern.Cli.Commands;

/// <summary>The environment's variables that OpenTelemetry defines for any program.</summary>
internal static class TelemetryVariables
{
    public static Dictionary<string, string> Read() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => ((string)variable.Key).StartsWith("OTEL_", StringComparison.Ordinal))
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
}
