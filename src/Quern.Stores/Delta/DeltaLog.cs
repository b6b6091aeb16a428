using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Stores.DuckDb;
using Quern.Stores.Files;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Stores.Delta;

/// <summary>
/// The log of a table. Reading: (1) the newest whole checkpoint that is not after the version, (2) every commit after it, in order. Writing: a commit is a file that is created whole under the next
/// version's name, which only one writer can. The folder is listed rather than asked for <c>_last_checkpoint</c>: on a disk that is cheap, and a stale hint leads nowhere.
/// </summary>
/// <param name="table">The table's folder.</param>
/// <param name="what">What the table is to the user, for findings.</param>
internal sealed class DeltaLog(string table, string what)
{
    private const int Attempts = 5;

    public LogFolder Files { get; } = new(Path.Combine(table, LogFolder.Name));

    public bool Exists => !List().IsEmpty;

    /// <summary>The state at a version, or at the last one.</summary>
    /// <exception cref="QuernException">It is no table, has no such version, is damaged, or needs a feature that Quern does not have.</exception>
    public DeltaSnapshot Read(long? version, DuckConnection connection)
    {
        // Another tool may clean the log up between the list and the reading.
        for (var attempt = 1; ; attempt++)
            try
            {
                return Readable(Replay(version, connection));
            }
            catch (FileNotFoundException missing)
            {
                if (attempt == Attempts) throw new QuernException(DeltaFindings.Damaged(what, missing.FileName ?? "", "The file is missing."), missing);
            }
    }

    /// <summary>The last state, from an earlier one by the commits since.</summary>
    public DeltaSnapshot Refresh(DeltaSnapshot known, DuckConnection connection)
    {
        // Where the log was cleaned up beyond what is known, the next commit is gone too and would seem not to be there yet.
        if (!File.Exists(Files.Commit(known.Version))) return Read(null, connection);
        var snapshot = known;
        while (File.Exists(Files.Commit(snapshot.Version + 1))) snapshot = snapshot.Apply(snapshot.Version + 1, ReadCommit(snapshot.Version + 1));
        return ReferenceEquals(snapshot, known) ? known : Readable(snapshot);
    }

    /// <summary>The last version that was there at a time. A commit's time is the one it says (in-commit timestamp) or else that of its file, and never before that of an earlier commit.</summary>
    /// <exception cref="QuernException">All versions that are left are later.</exception>
    public long VersionAt(Instant time)
    {
        var listing = Listing();
        long? found = null;
        var (first, before) = ((Instant?)null, Instant.Min);
        foreach (var version in listing.Commits.Where(version => version >= listing.First))
        {
            if (FindCommit(version) is not { } actions) continue;
            var at = TimeOf(version, actions) is var own && own > before ? own : before;
            first ??= at;
            if (at > time) break;
            (found, before) = (version, at);
        }

        return found ?? throw new QuernException(DeltaFindings.NoVersionAt(what, time.ToString(), (first ?? Instant.Min).ToString()));
    }

    /// <summary>The versions that are left, the last first.</summary>
    public IEnumerable<DeltaVersion> Versions()
    {
        var listing = Listing();
        foreach (var version in listing.Commits.Where(version => version >= listing.First).Reverse())
        {
            if (FindCommit(version) is not { } actions) yield break;
            var adds = actions.Select(action => action.Add).OfType<AddFile>().ToArray();
            var operation = actions.Select(action => action.CommitInfo?["operation"]).OfType<JsonValue>().FirstOrDefault()?.ToString();
            yield return new(version, TimeOf(version, actions), operation ?? "unknown", adds.Sum(file => FileStatistics.Rows(file) ?? 0), adds.Length, actions.Count(action => action.Remove is not null));
        }
    }

    /// <summary>Commits actions as a version; false when somebody else has.</summary>
    public bool TryCommit(long version, IEnumerable<LogAction> actions) =>
        DurableFile.TryCreate(Files.Commit(version), Encoding.UTF8.GetBytes(string.Concat(actions.Select(action => LogJson.Write(action) + "\n"))));

    private DeltaSnapshot Replay(long? wanted, DuckConnection connection)
    {
        var listing = Listing();
        if (listing.First is not { } first)
            throw new QuernException(listing.HasOtherCheckpoints
                ? DeltaFindings.Unsupported(what, ["v2Checkpoint"], "read")
                : DeltaFindings.Damaged(what, Files.Commit(0), "The first commit is missing, and there is no checkpoint."));
        var version = wanted ?? listing.Last;
        if (version < first || version > listing.Last) throw new QuernException(DeltaFindings.NoSuchVersion(what, version, first, listing.Last));
        var checkpoint = listing.Checkpoints.LastOrDefault(candidate => candidate.Version <= version);
        var snapshot = checkpoint is null ? DeltaSnapshot.Of(0, ReadCommit(0)) : DeltaSnapshot.Of(checkpoint.Version, ReadCheckpoint(checkpoint, connection));
        for (var next = snapshot.Version + 1; next <= version; next++) snapshot = snapshot.Apply(next, ReadCommit(next));
        return snapshot;
    }

    private LogListing Listing() => List() is { IsEmpty: false } listing ? listing : throw new QuernException(DeltaFindings.NotATable(what, table));

    private LogListing List()
    {
        try
        {
            return Files.List();
        }
        catch (Exception failure) when (StoreErrors.Tells(failure))
        {
            throw StoreErrors.ToRead(what, failure);
        }
    }

    private DeltaSnapshot Readable(DeltaSnapshot snapshot)
    {
        if (snapshot.Protocol is null || snapshot.MetaData is null)
            throw new QuernException(DeltaFindings.Damaged(what, Files.Commit(snapshot.Version), $"Up to here no action is a {(snapshot.Protocol is null ? "protocol" : "metaData")}."));
        if (DeltaFeatures.MissingToRead(snapshot) is { Count: > 0 } missing) throw new QuernException(DeltaFindings.Unsupported(what, missing, "read"));
        try
        {
            _ = snapshot.Schema;
            return snapshot;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new QuernException(DeltaFindings.Damaged(what, Files.Commit(snapshot.Version), $"The table's schema cannot be read: {failure.Message}"), failure);
        }
    }

    private List<LogAction> ReadCommit(long version)
    {
        var actions = new List<LogAction>();
        var path = Files.Commit(version);
        try
        {
            foreach (var line in File.ReadLines(path))
                if (!string.IsNullOrWhiteSpace(line))
                    actions.Add(LogJson.Read(Encoding.UTF8.GetBytes(line)));
            return actions;
        }
        catch (JsonException failure)
        {
            throw new QuernException(DeltaFindings.Damaged(what, path, $"A line is no action: {failure.Message}"), failure);
        }
        catch (Exception failure) when (StoreErrors.Tells(failure) && failure is not FileNotFoundException)
        {
            throw StoreErrors.ToRead(what, failure);
        }
    }

    // The actions of a commit that was there; null when another tool has cleaned it up since.
    private List<LogAction>? FindCommit(long version)
    {
        try
        {
            return ReadCommit(version);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private IReadOnlyList<LogAction> ReadCheckpoint(LogCheckpoint checkpoint, DuckConnection connection)
    {
        try
        {
            return CheckpointFile.Read(checkpoint, connection);
        }
        catch (DuckException failure) when (failure.Kind == DuckErrorKind.MissingFile)
        {
            throw new FileNotFoundException(failure.Message, checkpoint.Files[0], failure);
        }
        catch (Exception failure) when (failure is JsonException or DuckException)
        {
            throw new QuernException(DeltaFindings.Damaged(what, checkpoint.Files[0], failure.Message), failure);
        }
    }

    private Instant TimeOf(long version, List<LogAction> actions)
    {
        var info = actions.Find(action => action.CommitInfo is not null)?.CommitInfo;
        return info?["inCommitTimestamp"] is JsonValue value && value.TryGetValue<long>(out var milliseconds)
            ? LogTime.At(milliseconds)
            : Instant.From(File.GetLastWriteTimeUtc(Files.Commit(version)));
    }
}
