using System.Diagnostics;

namespace Quern.Benchmarks;

/// <summary>Another process of this program.</summary>
internal static class BenchProcess
{
    /// <summary>Starts a command, whose output is read and whose input is held by the caller.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(BenchProcess).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
