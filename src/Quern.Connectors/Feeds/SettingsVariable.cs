namespace Quern.Connectors.Feeds;

/// <summary>A text in settings that stands for a variable of the environment or for what a file has, so that no secret lies in the settings: <c>env:NAME</c>, <c>file:/run/secrets/name</c>.</summary>
public static class SettingsVariable
{
    private const string Mark = "env:";
    private const string FileMark = "file:";

    /// <summary>Whether a text stands for something that is elsewhere.</summary>
    public static bool IsIn(string text) => text.StartsWith(Mark, StringComparison.Ordinal) || IsFile(text);

    /// <summary>The value that a text is or stands for; null, with a finding, when its variable is not set or is empty, or its file cannot be read.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it stands, such as <c>streams.orders.postgres.connection</c>.</param>
    /// <param name="findings">Gets what is wrong.</param>
    public static string? Resolve(string text, string path, List<Finding> findings)
    {
        if (IsFile(text)) return Read(text[FileMark.Length..], path, findings);
        if (!IsIn(text)) return text;
        var name = text[Mark.Length..];
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) return value;
        findings.Add(FeedFindings.NoVariable(path, name));
        return null;
    }

    // Only a full path: which folder a process runs in should not decide which secret it finds.
    private static bool IsFile(string text) => text.StartsWith(FileMark, StringComparison.Ordinal) && Path.IsPathFullyQualified(text[FileMark.Length..]);

    private static string? Read(string file, string path, List<Finding> findings)
    {
        try
        {
            if (File.ReadAllText(file).Trim() is { Length: > 0 } value) return value;
            findings.Add(FeedFindings.NoFile(path, file, "It is empty."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            findings.Add(FeedFindings.NoFile(path, file, exception.Message));
        }

        return null;
    }
}
