using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Stores.Delta;

/// <summary>
/// A Delta Lake table in a folder or in object storage: Parquet files, and a log that says which of them are the table at each version. Any number of threads, processes and other tools may read and write it at
/// once: a version is one file that only one writer can create, and a writer that comes second looks at what the first did and tries again. Safe to use from several threads.
/// </summary>
public sealed class DeltaTable : IDisposable
{
    private readonly TablePlace _place;
    private readonly TableFiles _files;
    private readonly string _what;
    private readonly DeltaLog _log;
    private readonly DeltaOptions _options;
    private readonly TimeProvider _clock;
    private readonly DuckSession _session;
    private readonly DataFileWriter _writer;
    private readonly Lock _feeding = new();
    private DeltaTableDefinition? _definition;
    private RowFeed? _feed;
    private DeltaSnapshot? _latest;

    private DeltaTable(TablePlace place, TimeProvider clock, DeltaOptions? options, DuckResources? resources)
    {
        (_place, _files, _clock, _options) = (place, place.Open(), clock, options ?? new());
        _what = NameOf(place);
        _log = new(_files, _what);
        _writer = new(_files, clock, _options.RowGroupRows);
        _session = new(resources ?? new(), place.Folder is { } folder ? Path.GetFullPath(folder) : Path.GetTempPath());
    }

    /// <summary>Whether there is a table.</summary>
    public static bool Exists(string folder) => Exists(TablePlace.Of(folder));

    /// <summary>Whether there is a table.</summary>
    /// <exception cref="QuernException">The store of objects cannot be asked.</exception>
    public static bool Exists(TablePlace place)
    {
        using var files = place.Open();
        return new DeltaLog(files, NameOf(place)).Exists;
    }

    /// <summary>Opens a table to read it, to compact and to vacuum it.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="clock">Says when files and commits are written.</param>
    /// <param name="options">How it is kept; null for the defaults.</param>
    /// <param name="resources">What reading and writing may use; null for all of the machine.</param>
    /// <exception cref="QuernException">It is no Delta table, or one that needs a feature that Quern does not have.</exception>
    public static DeltaTable Open(string folder, TimeProvider clock, DeltaOptions? options = null, DuckResources? resources = null) => Open(TablePlace.Of(folder), clock, options, resources);

    /// <summary>Opens a table to read it, to compact and to vacuum it.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="clock">Says when files and commits are written.</param>
    /// <param name="options">How it is kept; null for the defaults.</param>
    /// <param name="resources">What reading and writing may use; null for all of the machine.</param>
    /// <exception cref="QuernException">It is no Delta table, or one that needs a feature that Quern does not have.</exception>
    public static DeltaTable Open(TablePlace place, TimeProvider clock, DeltaOptions? options = null, DuckResources? resources = null) =>
        Opened(new(place, clock, options, resources), table => table.Snapshot());

    /// <summary>Opens a table to append rows, which is made where there is none; columns that it does not have yet are added.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="definition">What it holds.</param>
    /// <param name="clock">Says when files and commits are written.</param>
    /// <param name="options">How it is kept; null for the defaults.</param>
    /// <param name="resources">What reading and writing may use; null for all of the machine.</param>
    /// <exception cref="ArgumentException">The definition's parts do not fit each other.</exception>
    /// <exception cref="QuernException">The table that is there cannot take such rows, or the folder cannot be written.</exception>
    public static DeltaTable OpenOrCreate(string folder, DeltaTableDefinition definition, TimeProvider clock, DeltaOptions? options = null, DuckResources? resources = null) =>
        OpenOrCreate(TablePlace.Of(folder), definition, clock, options, resources);

    /// <summary>Opens a table to append rows, which is made where there is none; columns that it does not have yet are added.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="definition">What it holds.</param>
    /// <param name="clock">Says when files and commits are written.</param>
    /// <param name="options">How it is kept; null for the defaults.</param>
    /// <param name="resources">What reading and writing may use; null for all of the machine.</param>
    /// <exception cref="ArgumentException">The definition's parts do not fit each other.</exception>
    /// <exception cref="QuernException">The table that is there cannot take such rows, or cannot be written.</exception>
    public static DeltaTable OpenOrCreate(TablePlace place, DeltaTableDefinition definition, TimeProvider clock, DeltaOptions? options = null, DuckResources? resources = null) =>
        Opened(new(place, clock, options, resources) { _definition = definition.Checked() }, table => table.Define(definition));

    /// <summary>The table at a version, or as it is now.</summary>
    /// <exception cref="QuernException">There is no such version, or it cannot be read.</exception>
    public DeltaSnapshot Snapshot(long? version = null) => version is null ? Refresh() : Reading(connection => _log.Read(version, connection));

    /// <summary>The table as it was at a time.</summary>
    /// <exception cref="QuernException">All versions that are left are later.</exception>
    public DeltaSnapshot SnapshotAt(Instant time) => Snapshot(_log.VersionAt(time));

    /// <summary>The versions that are left, the last first; read from the log as they are asked for.</summary>
    /// <exception cref="QuernException">The log cannot be read.</exception>
    public IEnumerable<DeltaVersion> Versions() => _log.Versions();

    /// <summary>Begins to append rows.</summary>
    /// <exception cref="InvalidOperationException">The table was opened without saying what a row is.</exception>
    public DeltaAppender BeginAppend() => new(this, _definition ?? throw new InvalidOperationException("Open the table with a definition to append to it."));

    /// <summary>
    /// Puts small files together into files of about the target's size, for each partition, in one commit that changes no data. Rows are ordered by the table's time column where it has one, and stay in
    /// the order of files and rows otherwise. Appends at the same time are not disturbed.
    /// </summary>
    /// <exception cref="QuernException">A file cannot be read or written, or the table needs a writer that knows more.</exception>
    public DeltaCompaction Compact(CancellationToken cancellation = default)
    {
        var snapshot = Writable(Refresh());
        // What is read for it need not stay on this machine afterwards.
        using var read = _place.Open();
        var change = Writing(connection => new Compaction(read, _what, snapshot, _options.TargetFileBytes).Run(_writer, connection, cancellation));
        if (change is null) return new(0, 0, 0);
        try
        {
            Commit(change);
        }
        catch (QuernException conflict) when (conflict.Findings is [{ Code: DeltaFindings.ConflictCode }])
        {
            return new(0, 0, 0);
        }

        return new(change.Removes.Count, change.Adds.Count, change.Adds.Sum(file => FileStatistics.Rows(file) ?? 0));
    }

    /// <summary>Removes data files and versions that nobody needs within the retentions of the options, and what writers left that died.</summary>
    /// <exception cref="QuernException">A file cannot be removed.</exception>
    public DeltaVacuum Vacuum() => Writing(_ => new Vacuum(_files, _options, Instant.From(_clock.GetUtcNow())).Run(Writable(Refresh())));

    /// <summary>Closes the table.</summary>
    public void Dispose()
    {
        _session.Dispose();
        _files.Dispose();
    }

    /// <summary>Whether a change, or some of it, was committed before.</summary>
    internal bool HasOvertaken(LogChange change) => change.IsOvertaken(Refresh());

    /// <summary>Removes files that will not be committed.</summary>
    internal void Discard(IEnumerable<AddFile> files) => _writer.Discard(files);

    /// <summary>Writes rows of the table's definition to a new data file.</summary>
    internal AddFile WriteRows(EventBatch rows, ReadOnlyMemory<int> order, string? day, CancellationToken cancellation) => Writing(connection =>
    {
        var date = _definition!.DateColumn;
        var partition = new Dictionary<string, string?>();
        if (date is not null) partition[date] = day;
        lock (_feeding)
        {
            if (_feed is null) connection.Register((_feed = new("quern_rows", _definition.Schema)).Sql);
            _feed.Show(rows, order);
            try
            {
                var path = DataPath.New(date is null ? null : $"{date}={day ?? "__HIVE_DEFAULT_PARTITION__"}");
                return _writer.Write($"SELECT * FROM {_feed.From}", path, partition, dataChange: true, connection, cancellation);
            }
            finally
            {
                _feed.Show(null, default);
            }
        }
    });

    /// <summary>Registers a feed of rows, to be written by <see cref="WriteFeed"/>.</summary>
    internal void Register(IRowFeed feed) => Writing(connection =>
    {
        connection.Register(feed.Sql);
        return feed;
    });

    /// <summary>Writes the rows that a feed gives to a new data file of a table without days.</summary>
    internal AddFile WriteFeed(IRowFeed feed, CancellationToken cancellation) => Writing(connection =>
        _writer.Write($"SELECT * FROM {feed.From}", DataPath.New(null), new Dictionary<string, string?>(), dataChange: true, connection, cancellation));

    /// <summary>
    /// Commits a change: (1) look at the last state, (2) give up where the change is there or cannot follow, (3) create the next version, which fails when another writer has, (4) from the start then.
    /// </summary>
    internal DeltaCommit Commit(LogChange change, DeltaSnapshot? madeFor = null)
    {
        for (;;)
        {
            var last = Last();
            if (last is not null && change.IsOvertaken(last))
            {
                _writer.Discard(change.Adds);
                return new(last.Version, IsNew: false);
            }

            if (last is not null && change.ConflictWith(last, madeFor) is { } reason)
            {
                _writer.Discard(change.Adds);
                throw new QuernException(DeltaFindings.Conflict(_what, reason));
            }

            var version = (last?.Version ?? -1) + 1;
            var actions = change.Actions(_clock.GetUtcNow(), last?.Version);
            if (!Writing(_ => _log.TryCommit(version, actions))) continue;
            var snapshot = last is null ? DeltaSnapshot.Of(version, actions) : last.Apply(version, actions);
            _latest = snapshot;
            return new(version, IsNew: true, version > 0 && version % _options.CheckpointEvery == 0 ? WriteCheckpoint(snapshot) : null);
        }
    }

    private static string NameOf(TablePlace place) => $"Delta table '{place}'";

    private static DeltaTable Opened(DeltaTable table, Action<DeltaTable> open)
    {
        try
        {
            open(table);
            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    // Two processes may make the table, or add columns to it, at once: the second finds what the first did.
    private void Define(DeltaTableDefinition definition)
    {
        for (;;)
            try
            {
                var last = Last();
                if (TableChange.For(_what, definition, last, _clock.GetUtcNow()) is not { } change) return;
                Commit(change, last);
            }
            catch (QuernException conflict) when (conflict.Findings is [{ Code: DeltaFindings.ConflictCode }])
            {
                continue;
            }
    }

    // The commit is there whatever becomes of its checkpoint.
    private Finding? WriteCheckpoint(DeltaSnapshot snapshot)
    {
        try
        {
            Writing(connection =>
            {
                CheckpointFile.Write(_files, snapshot, (_clock.GetUtcNow() - TimeSpan.FromMicroseconds(_options.FileRetention.Microseconds)).ToUnixTimeMilliseconds(), connection);
                return snapshot;
            });
            return null;
        }
        catch (QuernException failure)
        {
            return failure.Findings[0] with { Severity = Severity.Warning };
        }
    }

    // The last state, to write after it; null where there is no table yet.
    private DeltaSnapshot? Last() => _latest is not null || _log.Exists ? Writable(Refresh()) : null;

    private DeltaSnapshot Refresh() => Reading(connection => _latest = _latest is { } known ? _log.Refresh(known, connection) : _log.Read(null, connection));

    private DeltaSnapshot Writable(DeltaSnapshot snapshot) =>
        DeltaFeatures.MissingToWrite(snapshot) is { Count: > 0 } missing ? throw new QuernException(DeltaFindings.Unsupported(_what, missing, "written")) : snapshot;

    private T Reading<T>(Func<DuckConnection, T> work) => Told(work, StoreErrors.ToRead);

    private T Writing<T>(Func<DuckConnection, T> work) => Told(work, StoreErrors.ToWrite);

    private T Told<T>(Func<DuckConnection, T> work, Func<string, Exception, QuernException> translate)
    {
        try
        {
            using var connection = _session.Connect();
            return work(connection);
        }
        catch (Exception failure) when (StoreErrors.Tells(failure))
        {
            throw translate(_what, failure);
        }
    }
}
