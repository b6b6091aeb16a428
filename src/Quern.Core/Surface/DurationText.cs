using Quern.Definitions;
using Quern.Time;

namespace Quern;

/// <summary>Reads the durations and windows of definitions; a bad one becomes a finding.</summary>
internal static class DurationText
{
    public static Duration Read(string text, string what, string setting, ICollection<Finding> findings)
    {
        if (!Duration.TryParse(text, out var duration)) findings.Add(DefinitionFindings.BadDuration(what, setting, text));
        return duration;
    }

    public static IReadOnlyList<Window> ReadWindows(IEnumerable<string> texts, string what, ICollection<Finding> findings)
    {
        var windows = new List<Window>();
        foreach (var text in texts)
            if (Window.TryParse(text, out var window)) windows.Add(window!);
            else findings.Add(DefinitionFindings.BadWindow(what, text));
        return windows;
    }
}
