using Quern.Time;

namespace Quern.Stores.Delta;

/// <summary>How far an application's writes are: recorded in the commit that has the rows, so that both are there or neither.</summary>
/// <param name="AppId">Who writes; one writer's versions only grow.</param>
/// <param name="Version">How far it is after this commit, such as a position in a log.</param>
public readonly record struct DeltaTransaction(string AppId, long Version)
{
    /// <summary>
    /// Where the application must be for this to be written, 0 for one that has written nothing: of two writers of one application, who may have gathered more or less, one goes on then and the other is told. Null (the default) for
    /// anywhere before <see cref="Version"/>.
    /// </summary>
    public long? From { get; init; }

    /// <summary>Whether a table can do without it, or must: it is there, or the application is elsewhere than where it goes on.</summary>
    internal bool IsOvertaken(DeltaSnapshot snapshot) => snapshot.TransactionVersion(AppId) is var version && (version >= Version || (From is { } from && (version ?? 0) != from));
}

/// <summary>What became of a commit.</summary>
/// <param name="Version">The table's version that has it.</param>
/// <param name="IsNew">Whether this commit made that version; false when a transaction of it was there before, or does not go on where its application is, and nothing was written.</param>
/// <param name="Warning">What went wrong after the commit without harm to it, such as a checkpoint that could not be written; null when nothing did.</param>
public sealed record DeltaCommit(long Version, bool IsNew, Finding? Warning = null);

/// <summary>A version of a table, as its commit tells.</summary>
/// <param name="Version">The version, from 0.</param>
/// <param name="Time">When it was committed.</param>
/// <param name="Operation">What its writer calls what it did: <c>WRITE</c>, <c>OPTIMIZE</c>, <c>CREATE TABLE</c>, …</param>
/// <param name="Rows">How many rows the files have that it added; 0 where they do not say.</param>
/// <param name="FilesAdded">How many files it added.</param>
/// <param name="FilesRemoved">How many it removed.</param>
public sealed record DeltaVersion(long Version, Instant Time, string Operation, long Rows, int FilesAdded, int FilesRemoved);

/// <summary>What a compaction did.</summary>
/// <param name="FilesBefore">How many small files it took; 0 when there was nothing to do, or another writer was quicker.</param>
/// <param name="FilesAfter">How many files hold their rows now.</param>
/// <param name="Rows">How many rows these are.</param>
public sealed record DeltaCompaction(int FilesBefore, int FilesAfter, long Rows);

/// <summary>What vacuum removed.</summary>
/// <param name="DataFiles">Data files that no version within the retention needs, and remains of writers that died.</param>
/// <param name="Bytes">How long they were.</param>
/// <param name="LogFiles">Files of the log.</param>
public sealed record DeltaVacuum(int DataFiles, long Bytes, int LogFiles);
