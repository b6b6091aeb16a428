using Quern.Schema;

namespace Quern.Engine.Streams;

/// <summary>
/// Port: all that streams have had, as tables that other tools read while they are written, one for each stream. Events are appended in the order of their numbers, and the number of the next is written in the same
/// step, so that each is in its table exactly once, however often a writer dies. Called by one thread at a time; when two processes write at once all the same, one of them is told that its events are there.
/// </summary>
public interface IHistoryTables : IDisposable
{
    /// <summary>Gets where the tables are, as people write it.</summary>
    string Name { get; }

    /// <summary>The number of the first event that a stream's table does not have; 0 where there is no table.</summary>
    /// <exception cref="QuernException">The table cannot be read.</exception>
    long NextOf(string stream);

    /// <summary>Appends events, all or none of them. A column that the table does not have yet is added, and null in the rows that are there; one that the events do not have is null in theirs.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="events">The events, with the columns of <see cref="StreamExport"/>; theirs for good.</param>
    /// <param name="next">The number after the last of them.</param>
    /// <param name="cancellation">Ends the writing, not the commit.</param>
    /// <returns>False when the table has them already, and nothing was appended.</returns>
    /// <exception cref="QuernException">They cannot be written now. Whether they are there is not known when it fails half-way; a second try finds out.</exception>
    bool Append(string stream, EventBatch events, long next, CancellationToken cancellation = default);

    /// <summary>Keeps a stream's table easy to read. No row changes. Not a condition of writing.</summary>
    /// <exception cref="QuernException">It cannot be done now; the table is as it was.</exception>
    void Tidy(string stream, CancellationToken cancellation = default);
}
