namespace Quern.Connectors.Feeds;

/// <summary>A text in settings that stands for a variable of the environment, so that no secret lies in a file: <c>env:NAME</c>.</summary>
public static class SettingsVariable
{
    private const string Mark = "env:";

    /// <summary>The name of the variable that a text stands for; null when the text is the value itself.</summary>
    public static string? NameIn(string text) => text.StartsWith(Mark, StringComparison.Ordinal) ? text[Mark.Length..] : null;
}
