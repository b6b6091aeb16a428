namespace Quern.Engine.Streams;

/// <summary>
/// How long who takes events rests after a commit: not at all while indexed state keeps up, and the longer the more rows are not in it. So in the long run as much is taken as
/// checkpoints write, pushes become a little slower instead of being turned away at once, and what a start after a crash must read again stays small.
/// </summary>
internal sealed class IngestPace
{
    /// <summary>How many rows may be missing in indexed state before anything is slowed, and before checkpoints follow each other without a rest.</summary>
    public const long Calm = 1_500_000;

    private const long Pressed = 4_500_000;
    private const double PressedRate = 50_000;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(200);
    private TimeSpan _owed;

    /// <summary>How long to rest after some events; what is too short to be worth it is added to the next.</summary>
    /// <param name="events">How many were taken.</param>
    /// <param name="rows">How many rows are not in indexed state.</param>
    public TimeSpan After(int events, long rows)
    {
        if (rows <= Calm) return _owed = TimeSpan.Zero;
        _owed += TimeSpan.FromSeconds(events / PressedRate * (rows - Calm) / (Pressed - Calm));
        if (_owed < Least) return TimeSpan.Zero;
        var rest = _owed < Most ? _owed : Most;
        _owed = TimeSpan.Zero;
        return rest;
    }
}
