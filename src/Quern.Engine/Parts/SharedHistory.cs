using System.Collections.Concurrent;
using Quern.Engine.Streams;

namespace Quern.Engine.Parts;

/// <summary>
/// Appends the events of parts of shared streams to one table for each stream. Any number of processes do so at once, each for the parts that it has; one that writes for a part that is another's by now does no harm, for a part's log
/// has one event of each number for ever, and the table takes what goes on where it is. Written and tidied by one thread, asked by any.
/// </summary>
/// <param name="state">The logs of the parts; stay the caller's.</param>
/// <param name="tables">The tables; closed with this.</param>
public sealed class SharedHistory(ISharedState state, IHistoryTables tables) : IDisposable
{
    private readonly ConcurrentDictionary<string, HistoryWriter> _writers = new(StringComparer.Ordinal);

    /// <summary>Gets where the tables are, as people write it.</summary>
    public string Name => tables.Name;

    /// <summary>Appends what the logs of some parts of a stream have beyond its table, in few commits.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="cancellation">Ends the writing, not a commit.</param>
    /// <returns>How many events were appended.</returns>
    /// <exception cref="QuernException">A log cannot be read, or the table is made of others, or cannot be written; what was committed before stays.</exception>
    public long Write(string stream, IEnumerable<int> parts, CancellationToken cancellation = default) => WriterOf(stream).Write(parts.Select(part => (int?)part), cancellation);

    /// <summary>Keeps a stream's table easy to read; for one of the processes. Where another one does so too, one of them does it in vain.</summary>
    /// <exception cref="QuernException">It cannot be done now; the table is as it was.</exception>
    public void Tidy(string stream, CancellationToken cancellation = default) => tables.Tidy(stream, cancellation);

    /// <summary>How many events of a part its table had when this last looked or wrote; null while it never did.</summary>
    public long? EndOf(string stream, int part) => WriterOf(stream).EndOf(part);

    /// <summary>Closes the tables.</summary>
    public void Dispose() => tables.Dispose();

    private HistoryWriter WriterOf(string stream) => _writers.GetOrAdd(stream, name => new(name, tables, part => part is { } number && number < state.Streams[name].Parts ? state.LogOf(name, number) : null));
}
