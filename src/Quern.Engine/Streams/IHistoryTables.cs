namespace Quern.Engine.Streams;

/// <summary>
/// Port: all that streams have had, as tables that other tools read while they are written, one for each stream. Events are appended in the order of their numbers, and the number of the next is written in the same
/// step, so that each is in its table exactly once, however often a writer dies. Called by one thread at a time. Any number of processes may write one table at once, each from logs of its own or from the same ones: what does not go on
/// where the table is when it is committed, is not written.
/// </summary>
public interface IHistoryTables : IDisposable
{
    /// <summary>Gets where the tables are, as people write it.</summary>
    string Name { get; }

    /// <summary>How far a stream's table is; <see cref="HistoryEnds.None"/> where there is no table.</summary>
    /// <exception cref="QuernException">The table cannot be read.</exception>
    HistoryEnds Ends(string stream);

    /// <summary>Appends events, all or none of them. A column that the table does not have yet is added, and null in the rows that are there; one that the events do not have is null in theirs.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="runs">The events of one log or of several parts, at most one run of each; all have the same columns.</param>
    /// <param name="cancellation">Ends the writing, not the commit.</param>
    /// <returns>False when the table is not where one of them goes on, be it that it has its events already, and nothing was appended.</returns>
    /// <exception cref="QuernException">They cannot be written now. Whether they are there is not known when it fails half-way; a second try finds out.</exception>
    bool Append(string stream, IReadOnlyList<HistoryRun> runs, CancellationToken cancellation = default);

    /// <summary>Keeps a stream's table easy to read. No row changes. Not a condition of writing; of several that do so at once one may do it in vain.</summary>
    /// <exception cref="QuernException">It cannot be done now; the table is as it was.</exception>
    void Tidy(string stream, CancellationToken cancellation = default);
}
