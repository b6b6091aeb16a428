using System.Diagnostics;

namespace Quern.Architecture.Tests;

/// <summary>A guard that fails names everything that broke it, one to a line, with the rule and what to do.</summary>
internal static class Complaints
{
    [StackTraceHidden]
    public static void ShouldBeNone(this IEnumerable<string> complaints, string rule)
    {
        var all = complaints.ToArray();
        if (all.Length > 0)
            Assert.Fail($"{rule}\n  {string.Join("\n  ", all)}");
    }
}
