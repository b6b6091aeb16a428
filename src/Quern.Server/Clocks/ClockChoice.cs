using Quern.Engine.Serving;
using Quern.Time;

namespace Quern.Server.Clocks;

/// <summary>
/// A clock as people write it: <c>wall</c>, an instant, which stays, <c>manual</c>, which starts at the machine's time, or <c>manual:INSTANT</c>, which starts there, <c>event</c>,
/// which starts before everything, or <c>event:INSTANT</c>.
/// </summary>
public static class ClockChoice
{
    private const string ManualFrom = "manual:";
    private const string EventFrom = "event:";

    /// <summary>The clock for a text.</summary>
    /// <exception cref="QuernException">It is none of these.</exception>
    public static IClock Parse(string text) => text switch
    {
        "wall" => new WallClock(),
        "manual" => new ManualClock(new WallClock().Now),
        _ when text.StartsWith(ManualFrom, StringComparison.Ordinal) && Instant.TryParse(text[ManualFrom.Length..], out var start) => new ManualClock(start),
        "event" => new EventClock(Instant.Min),
        _ when text.StartsWith(EventFrom, StringComparison.Ordinal) && Instant.TryParse(text[EventFrom.Length..], out var first) => new EventClock(first),
        _ when Instant.TryParse(text, out var instant) => new FixedClock(instant),
        _ => throw new QuernException(ServerFindings.BadClock(text)),
    };

    /// <summary><c>wall</c>, <c>fixed</c>, <c>manual</c> or <c>event</c>.</summary>
    public static string ModeOf(IClock clock) => clock switch
    {
        FixedClock => "fixed",
        ManualClock => "manual",
        EventClock => "event",
        _ => "wall",
    };
}
