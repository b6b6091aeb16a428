namespace Quern.Server.Telemetry;

/// <summary>OpenTelemetry's names as Prometheus has them.</summary>
internal static class PrometheusNames
{
    /// <summary>A metric's name: letters, digits and underscores, then the unit, then <c>_total</c> for a counter. Units in braces say what is counted, and are left out; a gauge of unit 1 is a ratio.</summary>
    internal static string Of(string name, string unit, bool isCounter, bool isGauge)
    {
        var plain = Plain(name);
        var word = unit switch
        {
            "s" => "seconds",
            "ms" => "milliseconds",
            "By" => "bytes",
            "%" => "percent",
            "1" => isGauge ? "ratio" : "",
            "" or ['{', ..] => "",
            _ => Plain(unit),
        };
        if (word.Length > 0 && !plain.EndsWith($"_{word}", StringComparison.Ordinal)) plain = $"{plain}_{word}";
        return isCounter && !plain.EndsWith("_total", StringComparison.Ordinal) ? $"{plain}_total" : plain;
    }

    /// <summary>A name of letters, digits and underscores alone.</summary>
    internal static string Plain(string name) => string.Create(name.Length, name, static (plain, name) =>
    {
        for (var i = 0; i < plain.Length; i++) plain[i] = char.IsAsciiLetter(name[i]) || (i > 0 && char.IsAsciiDigit(name[i])) ? name[i] : '_';
    });
}
