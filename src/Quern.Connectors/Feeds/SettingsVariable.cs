namespace Quern.Connectors.Feeds;

/// <summary>
/// A text in settings that stands for something elsewhere, so that no secret lies in the settings: <c>env:NAME</c> for a variable of the environment, <c>file:/run/secrets/name</c> for the content of a
/// file, as containers are given theirs.
/// </summary>
public static class SettingsVariable
{
    private const string Variable = "env:";
    private const string Content = "file:";
    private const int LongestFile = 1 << 16;

    /// <summary>Whether a text stands for something elsewhere.</summary>
    public static bool IsIn(string text) => text.StartsWith(Variable, StringComparison.Ordinal) || text.StartsWith(Content, StringComparison.Ordinal);

    /// <summary>The value that a text is or stands for; null, with a finding, when its variable is not set or is empty, or its file cannot be read or is empty.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it stands, such as <c>streams.orders.postgres.connection</c>.</param>
    /// <param name="findings">Gets what is wrong.</param>
    public static string? Resolve(string text, string path, List<Finding> findings)
    {
        if (text.StartsWith(Content, StringComparison.Ordinal)) return Read(text[Content.Length..], path, findings);
        if (!IsIn(text)) return text;
        var name = text[Variable.Length..];
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) return value;
        findings.Add(FeedFindings.NoVariable(path, name));
        return null;
    }

    // Editors and 'echo' end a file with a line's end, which is no part of a password.
    private static string? Read(string file, string path, List<Finding> findings)
    {
        try
        {
            if (!Path.IsPathFullyQualified(file)) findings.Add(FeedFindings.NoFile(path, file, "It is no absolute path."));
            else if (new FileInfo(file).Length > LongestFile) findings.Add(FeedFindings.NoFile(path, file, "It has more than 64 KiB, and is hardly one value."));
            else if (File.ReadAllText(file).TrimEnd('\r', '\n') is { Length: > 0 } value) return value;
            else findings.Add(FeedFindings.NoFile(path, file, "It is empty."));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            findings.Add(FeedFindings.NoFile(path, file, failure.Message));
        }

        return null;
    }
}
