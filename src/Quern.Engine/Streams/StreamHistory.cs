namespace Quern.Engine.Streams;

/// <summary>Keeps the tables of streams up with their log. For whoever takes the streams' events, of whom there is one at a time; not for several threads.</summary>
/// <param name="log">The log of the streams.</param>
/// <param name="tables">The tables; closed with this.</param>
public sealed class StreamHistory(StreamLog log, IHistoryTables tables) : IDisposable
{
    private readonly Dictionary<string, HistoryWriter> _writers = [];

    /// <summary>Appends what has come to a stream since the last time, and keeps its table easy to read.</summary>
    /// <returns>How many events were appended.</returns>
    /// <exception cref="QuernException">The log cannot be read or the table not written; what was committed before stays.</exception>
    public long Write(string stream, CancellationToken cancellation = default)
    {
        if (!_writers.TryGetValue(stream, out var writer)) _writers[stream] = writer = new(stream, tables, part => part is null ? log : null);
        var written = writer.Write([null], cancellation);
        if (written > 0) tables.Tidy(stream, cancellation);
        return written;
    }

    /// <summary>Closes the tables.</summary>
    public void Dispose() => tables.Dispose();
}
