using System.Collections.Concurrent;

namespace Quern.Engine.Streams;

/// <summary>
/// Appends to a stream's table what logs have beyond it: (1) where the table is, looked up where it is not known, (2) up to so many events of all logs, (3) one commit, which is made only if the table still is where
/// each of them goes on. Otherwise somebody else has written the same events, and (1) finds how far. Nothing else keeps two writers of a log apart, and nothing need: a log has one event of each number for ever.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="tables">The tables; stay the caller's.</param>
/// <param name="logOf">The log of a part, and of null that of a stream with one log; null where the stream has none such.</param>
internal sealed class HistoryWriter(string stream, IHistoryTables tables, Func<int?, StreamLog?> logOf)
{
    private const int RowsPerCommit = 1 << 18;

    private readonly ConcurrentDictionary<int, long> _seen = new();
    private List<Place> _known = [];

    /// <summary>How many of a part's events the table had when it was last looked at or written; null while it never was.</summary>
    public long? EndOf(int part) => _seen.TryGetValue(part, out var end) ? end : null;

    /// <summary>Appends what some logs have.</summary>
    /// <param name="parts">Their parts; null for the one log of a stream that is not shared.</param>
    /// <param name="cancellation">Ends the writing, not a commit.</param>
    /// <returns>How many events were appended.</returns>
    /// <exception cref="QuernException">A log cannot be read, or is none of those that the table is made of, or the table cannot be written; what was committed before stays.</exception>
    public long Write(IEnumerable<int?> parts, CancellationToken cancellation)
    {
        // Of a stream that rests the table need not be looked at again; after a failure it must be, for nobody knows whether the commit is there.
        var (wanted, known, written) = (parts.ToArray(), _known, 0L);
        _known = [];
        var places = Look(wanted, known);
        while (Gather(places) is { Count: > 0 } gathered)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!tables.Append(stream, [.. gathered.Select(each => each.Run)], cancellation))
            {
                places = Look(wanted, []);
                continue;
            }

            foreach (var (place, run) in gathered) GoOn(place, run.Next);
            written += gathered.Sum(each => each.Run.Events.Count);
        }

        _known = places;
        return written;
    }

    private List<Place> Look(int?[] parts, List<Place> known)
    {
        // Before the logs, which may only be further.
        var ends = parts.All(part => known.Any(place => place.Number == part)) ? null : tables.Ends(stream);
        if (ends is not null) RequireOwnLogs(ends);
        return [.. parts.Select(number =>
        {
            var log = logOf(number)!;
            var end = log.End(stream);
            var place = ends is null ? known.First(place => place.Number == number) : new Place(number, log, PartOf(number, log));
            place.End = end;
            GoOn(place, ends?.Of(place.Part) ?? place.Next);
            // A log that was restored to earlier: what comes now would be left out, for the table has other events of these numbers.
            return place.Next <= end ? place : throw new QuernException(HistoryFindings.Ahead(stream, number, tables.Name, place.Next, end));
        })];
    }

    private void RequireOwnLogs(HistoryEnds ends)
    {
        if (ends.Whole > 0 && logOf(null) is null) throw new QuernException(HistoryFindings.WrittenWhole(stream, tables.Name));
        if (ends.Parts.Count > 0 && logOf(null) is not null) throw new QuernException(HistoryFindings.WrittenInParts(stream, tables.Name));
        foreach (var part in ends.Parts.Keys.OrderBy(part => part.Number))
            if (logOf(part.Number)?.KnownBefore(stream, 1) is var began && began != part.Began)
                throw new QuernException(HistoryFindings.OtherPart(stream, part, began, tables.Name));
    }

    // Events of another record wait for the next commit.
    private List<(Place Place, HistoryRun Run)> Gather(List<Place> places)
    {
        var (gathered, rows) = (new List<(Place Place, HistoryRun Run)>(), 0);
        foreach (var place in places.Where(place => place.Next < place.End))
        {
            place.Part ??= PartOf(place.Number, place.Log);
            if (new StreamExport(place.Log, stream, place.Number).Read(place.Next, RowsPerCommit - rows) is not { } events) continue;
            if (gathered is [var (_, first), ..] && !first.Events.Schema.Fields.SequenceEqual(events.Schema.Fields)) continue;
            gathered.Add((place, new(place.Part, events, place.Next + events.Count)));
            rows += events.Count;
            if (rows >= RowsPerCommit) break;
        }

        return gathered;
    }

    private HistoryPart? PartOf(int? number, StreamLog log) => number is { } part && log.KnownBefore(stream, 1) is { } began ? new(part, began) : null;

    private void GoOn(Place place, long next)
    {
        place.Next = next;
        if (place.Number is { } part) _seen[part] = next;
    }

    /// <summary>How far one log is in the table, and how far it goes.</summary>
    private sealed class Place(int? number, StreamLog log, HistoryPart? part)
    {
        public int? Number => number;

        public StreamLog Log => log;

        /// <summary>Gets or sets the part as the table knows it; null while it has no event, and where the stream has one log.</summary>
        public HistoryPart? Part { get; set; } = part;

        public long Next { get; set; }

        public long End { get; set; }
    }
}
