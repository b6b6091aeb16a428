using System.Globalization;
using System.Text.Json.Serialization;
using Quern.Cli.Rendering;
using Quern.Connectors.Workers;

namespace Quern.Cli.Commands;

/// <summary>How a part of a shared stream is, as the worker says that has it.</summary>
/// <param name="Stream">The stream that it is a part of.</param>
/// <param name="Name">The part: <c>sales/3</c>.</param>
/// <param name="Worker">Who has it; null for nobody.</param>
/// <param name="Position">The offset of the next message; null while nobody has it.</param>
/// <param name="Lag">How many messages lie behind what was taken; null while nobody has it.</param>
/// <param name="LastWrite">When events were last taken, by the worker's clock; null while none were.</param>
/// <param name="ClockAheadMs">How far the worker's clock is ahead of the one of Redis; null while nobody has the part.</param>
internal sealed record PartStatus([property: JsonIgnore] string Stream, string Name, string? Worker, long? Position, long? Lag, DateTimeOffset? LastWrite, double? ClockAheadMs)
{
    /// <summary>Gets where the worker answers how it is; null where it does not.</summary>
    public string? Url { get; init; }

    /// <summary>Gets how many events of its log are not in the stream's table; null where there is none, or that is not known.</summary>
    public long? TableLag { get; init; }

    /// <summary>Gets the rest as people read it.</summary>
    [JsonIgnore]
    public string Text => (Worker is null ? "nobody has it: start 'quern worker'" : Taken) + (TableLag is null or 0 ? "" : $", {Numbers.Count(TableLag.Value)} not in the table");

    private string Taken =>
        string.Create(CultureInfo.InvariantCulture, $"worker {Worker}, at offset {Position}, {Numbers.Count(Lag ?? 0)} behind{(LastWrite is { } at ? $", last write {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "")}{(Url is null ? "" : $", watched at {Url}")}");

    /// <exception cref="QuernException">Redis cannot be asked.</exception>
    public static IReadOnlyList<PartStatus> Of(RedisParts parts)
    {
        var words = parts.Workers(WorkerHost.Presence);
        return [.. from stream in parts.Streams.Values.OrderBy(stream => stream.Name, StringComparer.Ordinal)
            from part in Enumerable.Range(0, stream.Parts)
            select Of(stream.Name, stream.NameOf(part), words.OrderByDescending(word => word.At).SelectMany(word => word.Parts, (word, each) => (word, each)).FirstOrDefault(each => each.each.Stream == stream.Name && each.each.Part == part))];
    }

    private static PartStatus Of(string stream, string name, (WorkerWord? Word, PartWord? Part) said) =>
        said is { Word: { } word, Part: { } part }
            ? new(stream, name, word.Name, part.Position, part.Lag, part.LastWrite, word.ClockAheadMs) { Url = word.Url }
            : new(stream, name, null, null, null, null, null);
}
