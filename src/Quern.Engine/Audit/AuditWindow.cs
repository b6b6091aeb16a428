using Quern.Time;

namespace Quern.Engine.Audit;

/// <summary>What audits of one service found in a stretch of time that moves on. Safe for several threads.</summary>
/// <param name="length">How long a report counts after it was made.</param>
/// <param name="mostExamples">How many examples are kept: the latest.</param>
public sealed class AuditWindow(Duration length, int mostExamples)
{
    private readonly Queue<(Instant At, AuditReport Report)> _reports = new();
    private readonly Lock _lock = new();

    /// <summary>Adds what was found now.</summary>
    public void Add(Instant now, AuditReport report)
    {
        lock (_lock) _reports.Enqueue((now, report));
    }

    /// <summary>All that was found and still counts, as one report; null when there is none.</summary>
    public AuditReport? Sum(Instant now)
    {
        lock (_lock)
        {
            while (_reports.TryPeek(out var oldest) && oldest.At < now - length) _reports.Dequeue();
            if (_reports.Count == 0) return null;
            AuditReport[] reports = [.. _reports.Select(item => item.Report)];
            var last = reports[^1];
            return last with
            {
                Served = new(reports.Min(report => report.Served.Start), reports.Max(report => report.Served.End)),
                Counts = new(reports.Sum(report => report.Counts.Logged), last.Counts.Young, reports.Sum(report => report.Counts.Compared), reports.Sum(report => report.Counts.Different)),
                Views = [.. reports.SelectMany(report => report.Views).GroupBy(view => view.View).OrderBy(view => view.Key, StringComparer.Ordinal).Select(view => new AuditedView(view.Key, view.Sum(of => of.Values), view.Sum(of => of.Different)))],
                Rates = [.. reports.SelectMany(report => report.Rates).GroupBy(rate => (rate.View, rate.Cause)).OrderBy(rate => rate.Key.View, StringComparer.Ordinal).ThenBy(rate => rate.Key.Cause).Select(rate => new AuditRate(rate.Key.View, rate.Key.Cause, rate.Sum(of => of.Values)))],
                Examples = [.. reports.Reverse().SelectMany(report => report.Examples).Take(mostExamples)],
                Notes = [.. reports.SelectMany(report => report.Notes).Distinct()],
            };
        }
    }
}
