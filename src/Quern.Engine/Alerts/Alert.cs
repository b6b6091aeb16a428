namespace Quern.Engine.Alerts;

/// <summary>How soon somebody should look.</summary>
public enum AlertSeverity
{
    /// <summary>Today.</summary>
    Warning,

    /// <summary>Now.</summary>
    Critical,
}

/// <summary>Something that is wrong as long as it is told of.</summary>
/// <param name="Key">What it is, the same each time: <c>objective/answers in time/fast</c>.</param>
/// <param name="Severity">How soon somebody should look.</param>
/// <param name="Title">What is wrong, in a line.</param>
/// <param name="Evidence">The figures that show it, as of now.</param>
/// <param name="Owner">Who answers for it; null for nobody in particular.</param>
public sealed record AlertCondition(string Key, AlertSeverity Severity, string Title, string Evidence, string? Owner);

/// <summary>Something wrong, from when it was first seen until it was over.</summary>
/// <param name="Id">Names it: no other alert, of the same condition either, has it.</param>
/// <param name="Condition">What is wrong, as of when it was last seen.</param>
/// <param name="Since">When it was first seen.</param>
public sealed record Alert(string Id, AlertCondition Condition, DateTimeOffset Since)
{
    /// <summary>When receivers were last told that it is open; null while they were not.</summary>
    public DateTimeOffset? Told { get; init; }

    /// <summary>When somebody acknowledged it; null while nobody has. It is not told again then, until it is over.</summary>
    public DateTimeOffset? Acknowledged { get; init; }

    /// <summary>When it was over; null while it is open.</summary>
    public DateTimeOffset? Resolved { get; init; }
}

/// <summary>What is not told for a while.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Match">The key of conditions; <c>*</c> stands for anything.</param>
/// <param name="Until">Until when.</param>
/// <param name="Comment">Why; null for no word.</param>
public sealed record Silence(string Id, string Match, DateTimeOffset Until, string? Comment)
{
    /// <summary>Whether a condition is meant.</summary>
    public bool Matches(string key) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Match, key, ignoreCase: false);
}

/// <summary>All that is known of alerts.</summary>
/// <param name="Alerts">Those that are open, and those that were over of late, in the order in which they began.</param>
/// <param name="Silences">What is not told.</param>
public sealed record AlertState(IReadOnlyList<Alert> Alerts, IReadOnlyList<Silence> Silences);

/// <summary>Port: where alerts outlive a server. For one process at a time.</summary>
public interface IAlertStore
{
    /// <summary>What was put last; empty when nothing was, or it cannot be understood.</summary>
    /// <exception cref="QuernException">It cannot be read.</exception>
    AlertState Read();

    /// <summary>Puts it in place of what was there.</summary>
    /// <exception cref="QuernException">It cannot be written.</exception>
    void Write(AlertState state);
}
