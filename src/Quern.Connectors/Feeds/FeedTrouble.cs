namespace Quern.Connectors.Feeds;

/// <summary>What keeps a feed from reading: told once when it begins, once when it is over, and remembered. For one thread that says and any that ask.</summary>
internal sealed class FeedTrouble(TimeProvider time, Action<Finding?> tell)
{
    private volatile Remembered? _last;
    private volatile Finding? _now;

    public Finding? Now => _now;

    public Finding? Last => _last?.Finding;

    public DateTimeOffset? LastAt => _last?.At;

    /// <summary>Says what keeps it from reading now; null when nothing does.</summary>
    public void Is(Finding? finding)
    {
        // Details differ from try to try; that is no news.
        var isNews = _now?.Code != finding?.Code;
        if (finding is not null) _last = new(finding, time.GetUtcNow());
        _now = finding;
        if (isNews) tell(finding);
    }

    /// <summary>Says what people should know although reading goes on.</summary>
    public void Warn(Finding finding)
    {
        _last = new(finding, time.GetUtcNow());
        tell(finding);
    }

    private sealed record Remembered(Finding Finding, DateTimeOffset At);
}
