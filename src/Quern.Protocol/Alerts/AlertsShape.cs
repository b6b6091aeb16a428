namespace Quern.Protocol.Alerts;

/// <summary>A server's alerts.</summary>
/// <param name="Alerts">Those that are open, then those that were over of late; of both the newest first.</param>
/// <param name="Silences">What is not told for a while.</param>
/// <param name="Trouble">Why alerts do not outlive the server just now; null when they do.</param>
public sealed record AlertsShape(IReadOnlyList<AlertShape> Alerts, IReadOnlyList<SilenceShape> Silences, string? Trouble);

/// <summary>Something wrong.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Key">What it is, the same each time it is wrong; silences match it.</param>
/// <param name="Severity"><c>critical</c> or <c>warning</c>.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="Evidence">The figures that show it, as of when it was last seen.</param>
/// <param name="Owner">Who answers for it; null for nobody in particular.</param>
/// <param name="Since">When it was first seen.</param>
/// <param name="Told">When receivers were last told that it is open; null while they were not.</param>
/// <param name="Acknowledged">When somebody acknowledged it; null while nobody has.</param>
/// <param name="Resolved">When it was over; null while it is open.</param>
/// <param name="Of">Whose data are wrong: <c>source flights</c>; null where it is not about data.</param>
/// <param name="Because">The key of the alert further up the lineage that explains it; null for none.</param>
/// <param name="Command">A command that would help; null for none.</param>
public sealed record AlertShape(string Id, string Key, string Severity, string Title, string Evidence, string? Owner, DateTimeOffset Since, DateTimeOffset? Told, DateTimeOffset? Acknowledged, DateTimeOffset? Resolved, string? Of, string? Because, string? Command);

/// <summary>What is not told for a while.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Match">The key of what is meant; <c>*</c> stands for anything.</param>
/// <param name="Until">Until when.</param>
/// <param name="Comment">Why; null for no word.</param>
public sealed record SilenceShape(string Id, string Match, DateTimeOffset Until, string? Comment);

/// <summary>A wish for silence.</summary>
/// <param name="Match">The key of what is meant; <c>*</c> stands for anything.</param>
/// <param name="For">For how long: <c>30m</c>, <c>2h</c>, <c>1d</c>.</param>
/// <param name="Comment">Why; null for no word.</param>
public sealed record SilenceRequestShape(string Match, string For, string? Comment);
