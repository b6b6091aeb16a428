using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Quern.Benchmarks.Http;

/// <summary>Drives a server with wrk, as fast as it answers: each connection sends when its last request was answered.</summary>
internal static partial class Wrk
{
    internal const int Connections = 16;

    /// <summary>Says that it is missing, if it is.</summary>
    internal static bool IsInstalled()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("wrk", "-v") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            Console.Error.WriteLine("wrk is not installed: apt-get install wrk");
            return false;
        }
    }

    /// <summary>Drives a server from one thread.</summary>
    internal static Load Run(string url, string body, int seconds, int connections = Connections)
    {
        var script = Path.GetTempFileName();
        try
        {
            File.WriteAllText(script, $"wrk.method = \"POST\"\nwrk.body = '{body}'\n");
            return Measure(url, seconds, connections, script);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static Load Measure(string url, int seconds, int connections, string script)
    {
        using var process = Process.Start(new ProcessStartInfo("wrk", $"-t1 -c{connections} -d{seconds}s --latency -s {script} {url}/get-online-features") { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (output.Contains("Non-2xx", StringComparison.Ordinal)) throw new InvalidOperationException($"Some requests failed:\n{output}");
        return new(double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture), Milliseconds(Half().Match(output)), Milliseconds(Most().Match(output)));
    }

    private static double Milliseconds(Match time) => double.Parse(time.Groups[1].Value, CultureInfo.InvariantCulture) * time.Groups[2].Value switch
    {
        "us" => 0.001,
        "ms" => 1,
        _ => 1000,
    };

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"50%\s+([0-9.]+)(us|ms|s)")]
    private static partial Regex Half();

    [GeneratedRegex(@"99%\s+([0-9.]+)(us|ms|s)")]
    private static partial Regex Most();
}
