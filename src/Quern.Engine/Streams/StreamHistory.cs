namespace Quern.Engine.Streams;

/// <summary>Keeps the tables of streams up with their log. For whoever takes the streams' events, of whom there is one at a time; not for several threads.</summary>
/// <param name="log">The log of the streams.</param>
/// <param name="tables">The tables; closed with this.</param>
public sealed class StreamHistory(StreamLog log, IHistoryTables tables) : IDisposable
{
    private const int RowsPerCommit = 1 << 18;

    private readonly Dictionary<string, long> _positions = [];

    /// <summary>Appends what has come to a stream since the last time, and keeps its table easy to read.</summary>
    /// <returns>How many events were appended.</returns>
    /// <exception cref="QuernException">The log cannot be read or the table not written; what was committed before stays.</exception>
    public long Write(string stream, CancellationToken cancellation = default)
    {
        var end = log.End(stream);
        // Of a stream that rests the table need not be looked at again; after a failure it must be, for nobody knows whether the commit is there.
        if (!_positions.Remove(stream, out var next)) next = tables.NextOf(stream);
        // A log that was restored to earlier: what comes now would be left out, for the table has other events of these numbers.
        if (next > end) throw new QuernException(Ahead(stream, next, end));
        var written = 0L;
        var export = new StreamExport(log, stream);
        while (next < end && export.Read(next, RowsPerCommit) is { } events)
        {
            cancellation.ThrowIfCancellationRequested();
            next += events.Count;
            if (tables.Append(stream, events, next, cancellation)) written += events.Count;
        }

        _positions[stream] = next;
        if (written > 0) tables.Tidy(stream, cancellation);
        return written;
    }

    /// <summary>Closes the tables.</summary>
    public void Dispose() => tables.Dispose();

    private Finding Ahead(string stream, long position, long end) => new(
        "QRN6813", $"the table of stream '{stream}' in '{tables.Name}' has {position} events, the log {end}", "The table was written from another log, or the log was restored to an earlier state. Nothing more is written into it.",
        "Remove the table, and the server makes it again from the log; or name another place for tables, one for each project.");
}
