using System.Globalization;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <summary>What keeps a stream's table from being written, in words.</summary>
internal static class HistoryFindings
{
    private const string Again = "Remove the table, and it is made again from what the log has; or name another place for tables, one for each project.";

    public static Finding Ahead(string stream, int? part, string place, long table, long log) => new(
        "QRN6813",
        $"the table of stream '{stream}' in '{place}' has {table} events{(part is null ? "" : string.Create(CultureInfo.InvariantCulture, $" of part {part}"))}, the log {log}",
        "The table was written from another log, or the log was restored to an earlier state. Nothing more is written into it.",
        Again);

    public static Finding WrittenWhole(string stream, string place) => new(
        "QRN6444", $"the table of stream '{stream}' in '{place}' is of the log of a server", "Now workers share the stream, and their logs begin anew from the topic: events would be in the table twice. Nothing more is written into it.", Again);

    public static Finding WrittenInParts(string stream, string place) => new(
        "QRN6444", $"the table of stream '{stream}' in '{place}' is of the logs of workers", "Now a server takes the stream's events, into a log of its own: events would be in the table twice. Nothing more is written into it.", Again);

    public static Finding OtherPart(string stream, HistoryPart part, Instant? began, string place) => new(
        "QRN6444",
        string.Create(CultureInfo.InvariantCulture, $"the table of stream '{stream}' in '{place}' is of other logs"),
        string.Create(CultureInfo.InvariantCulture, $"Part {part.Number} in it is a log that began at {part.Began}; {(began is { } other ? $"the one of now began at {other}" : "now there is no event of such a part")}. Events would be in the table twice. Nothing more is written into it."),
        Again);
}
