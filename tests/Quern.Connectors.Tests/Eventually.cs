using System.Diagnostics;

namespace Quern.Connectors.Tests;

/// <summary>Waits for what must come, however busy the machine is.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Waits until something is so.</summary>
    /// <param name="isSo">Asked again and again.</param>
    /// <param name="say">What is so instead, when it never comes.</param>
    public static void So(Func<bool> isSo, Func<string> say)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            if (Stopwatch.GetElapsedTime(start) >= Limit) Assert.Fail(say());
            Thread.Sleep(5);
        }
    }
}
