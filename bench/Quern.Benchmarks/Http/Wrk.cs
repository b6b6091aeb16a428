using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Quern.Benchmarks.Http;

/// <summary>Drives a server with wrk.</summary>
internal static partial class Wrk
{
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
            return false;
        }
    }

    /// <summary>Requests a second, over 16 connections from one thread.</summary>
    internal static double Run(string url, int seconds)
    {
        var script = Path.GetTempFileName();
        try
        {
            File.WriteAllText(script, $"wrk.method = \"POST\"\nwrk.body = '{WideService.Body}'\n");
            return Measure(url, seconds, script);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static double Measure(string url, int seconds, string script)
    {
        using var process = Process.Start(new ProcessStartInfo("wrk", $"-t1 -c16 -d{seconds}s -s {script} {url}/get-online-features") { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (output.Contains("Non-2xx", StringComparison.Ordinal)) throw new InvalidOperationException($"Some requests failed:\n{output}");
        return double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();
}
