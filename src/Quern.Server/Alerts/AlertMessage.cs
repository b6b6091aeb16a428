using System.Text.Json;
using Quern.Engine.Alerts;

namespace Quern.Server.Alerts;

/// <summary>What receivers are told at once: all alerts of one look. The JSON has <c>text</c>, which is what Slack shows, and <c>metadata</c> in Slack's form with each alert for programs.</summary>
internal sealed class AlertMessage
{
    private const int LongestSubject = 150;

    internal AlertMessage(string project, IReadOnlyList<Alert> alerts)
    {
        Alerts = alerts;
        Text = string.Join('\n', alerts.Select(alert => TextOf(project, alert)));
        var line = TextOf(project, alerts[0]).ReplaceLineEndings(" ");
        Subject = line.Length > LongestSubject ? line[..LongestSubject] + "…" : line;
        Json = JsonSerializer.SerializeToUtf8Bytes(new
        {
            text = Text,
            metadata = new { event_type = "quern_alerts", event_payload = new { project, alerts = alerts.Select(AlertRoutes.Shape) } },
        }, AlertRoutes.Wire);
    }

    internal IReadOnlyList<Alert> Alerts { get; }

    internal string Text { get; }

    /// <summary>The first alert, in one line that is not too long.</summary>
    internal string Subject { get; }

    internal byte[] Json { get; }

    private static string TextOf(string project, Alert alert)
    {
        var condition = alert.Condition;
        return alert.Resolved is { } end
            ? $"[{project}] resolved after {Length(end - alert.Since)}: {condition.Title} ({alert.Id})"
            : $"[{project}] {condition.Severity.ToString().ToLowerInvariant()}: {condition.Title}. {condition.Evidence}{Explains(condition)}{(condition.Command is { } command ? $" Run: {command}." : "")}{(condition.Owner is { } owner ? $" Owner: {owner}." : "")} ({alert.Id})";
    }

    private static string Explains(AlertCondition condition) => condition.Explains is { } explained ? $" Because of it: {string.Join("; ", explained)}." : "";

    private static string Length(TimeSpan length) => length.TotalMinutes < 1 ? $"{length.TotalSeconds:0} s" : length.TotalHours < 2 ? $"{length.TotalMinutes:0} min" : $"{length.TotalHours:0} h";
}
