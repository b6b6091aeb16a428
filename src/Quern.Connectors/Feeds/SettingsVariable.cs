namespace Quern.Connectors.Feeds;

/// <summary>A text in settings that stands for a variable of the environment, so that no secret lies in a file: <c>env:NAME</c>.</summary>
public static class SettingsVariable
{
    private const string Mark = "env:";

    /// <summary>Whether a text stands for a variable.</summary>
    public static bool IsIn(string text) => text.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>The value that a text is or stands for; null, with a finding, when its variable is not set or is empty.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it stands, such as <c>streams.orders.postgres.connection</c>.</param>
    /// <param name="findings">Gets what is wrong.</param>
    public static string? Resolve(string text, string path, List<Finding> findings)
    {
        if (!IsIn(text)) return text;
        var name = text[Mark.Length..];
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) return value;
        findings.Add(FeedFindings.NoVariable(path, name));
        return null;
    }
}
