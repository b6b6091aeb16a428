using Quern.Schema;

namespace Quern.Engine.Streams;

/// <summary>The wording of what can go wrong with streams.</summary>
public static class StreamFindings
{
    internal static QuernException Damaged(string stream) => new(new Finding(
        "QRN4030",
        $"the log of stream '{stream}' is damaged",
        "A record does not have the checksum that it was written with.",
        "Restore the folder of streams from a backup; what was pushed since then must be pushed again."));

    /// <summary>There is no stream of that name among those known.</summary>
    public static Finding Unknown(string stream, IEnumerable<string> known) => new(
        "QRN4031",
        $"there is no stream '{stream}'",
        "No source that is applied has it.",
        known.Any() ? $"Streams: {string.Join(", ", known.Order(StringComparer.Ordinal))}." : "Give a source a stream: Stream<T>(…), or .Stream(\"name\") on a source with files; then 'quern apply'.");

    /// <summary>No events are taken at all.</summary>
    public static Finding NoneTaken(string stream) => new(
        "QRN4031",
        $"there is no stream '{stream}' here",
        "No source that is applied has a stream, or this server only reads (--read-only).",
        "Send events to the server that takes them; or give a source a stream, Stream<T>(…), then 'quern apply'.");

    internal static Refusal Rejected(int index, string reason, string text) => new(index, "QRN6310", char.ToUpperInvariant(reason[0]) + reason[1..] + ".", text);

    internal static Finding Busy(string stream) => new(
        "QRN4032", $"stream '{stream}' cannot take more events now", "Events come faster than they can be made durable.", "Send the same events again a second later.");

    internal static Finding StateLost(string view) => new(
        "QRN4012", $"the online state of view '{view}' has lost what was written into it", "The store went back to an earlier state, as when a replica takes over that was behind. Events are in the log, which is being read again.", "Ask again in a few seconds.");

    internal static Finding InUse() => new(
        "QRN4033", "another process writes to this project's streams", "A server takes what is pushed while it runs.", "Push to the server: quern push … --server URL; or stop it first.");

    internal static Finding FeedMoved(string stream, FeedPosition feed, long stands) => new(
        "QRN4039",
        $"stream '{stream}': '{feed.Feed}' was read from {feed.From}, but the stream has it up to {stands}",
        "Somebody else has read it meanwhile. Nothing of this reading was taken.",
        $"Read on from {stands}; it happens by itself when the reader starts anew.");

    internal static Finding Uncomputable(string view, string stream, string reason) => new(
        "QRN4040",
        $"view '{view}' cannot be computed from an event of stream '{stream}': {reason}",
        "The event was taken before the view was defined.",
        "Guard the expression with ?: or ??, or leave such events out with .Where(…).");
}
