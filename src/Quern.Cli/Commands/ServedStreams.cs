using Quern.Cli.Rendering;
using Quern.Protocol.Streams;

namespace Quern.Cli.Commands;

/// <summary>How a server's streams are, as it says itself.</summary>
internal static class ServedStreams
{
    /// <exception cref="QuernException">The address is none, or no server of Quern answers there.</exception>
    public static async Task<IReadOnlyList<StreamShape>> AskAsync(string server, CancellationToken cancellation) =>
        await ServerQuery.AskAsync<StreamShape[]>(server, "/v1/streams", cancellation).ConfigureAwait(false) ?? [];

    /// <summary>A stream's numbers as people read them.</summary>
    public static string Text(StreamShape stream) =>
        $"{Numbers.Count((long)Math.Round(stream.PerSecond), "event")} a second; since the server began {Numbers.Count(stream.Accepted)} accepted, {Numbers.Count(stream.Duplicate)} duplicate, "
        + $"{Numbers.Count(stream.Late)} late, {Numbers.Count(stream.Refused)} refused{Delays(stream)}";

    private static string Delays(StreamShape stream) => stream is { VisibleP50Ms: { } push, VisibleP99Ms: { } push99, FreshP50Ms: { } age, FreshP99Ms: { } age99 }
        ? $"; seen {Length(push)} after the push (p99 {Length(push99)}), {Length(age)} after the event (p99 {Length(age99)})"
        : "";

    private static string Length(double milliseconds) => milliseconds < 1000
        ? milliseconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) + " ms"
        : Numbers.Time(TimeSpan.FromMilliseconds(Math.Min(milliseconds, TimeSpan.MaxValue.TotalMilliseconds)));
}
