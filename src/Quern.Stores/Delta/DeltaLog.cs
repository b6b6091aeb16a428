using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Stores.Delta;

/// <summary>
/// The log of a table. Reading: (1) the newest whole checkpoint that is not after the version, (2) every commit after it, in order. Writing: a commit is a file that is created whole under the next
/// version's name, which only one writer can. The log is listed rather than asked for <c>_last_checkpoint</c>: that costs little, and a stale hint leads nowhere.
/// </summary>
/// <param name="files">The table's files.</param>
/// <param name="what">What the table is to the user, for findings.</param>
internal sealed class DeltaLog(TableFiles files, string what)
{
    private const int Attempts = 5;

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
        if (!files.Exists(NameOf(known.Version))) return Read(null, connection);
        var snapshot = known;
        while (FindCommit(snapshot.Version + 1) is { } next) snapshot = snapshot.Apply(snapshot.Version + 1, next);
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
        files.TryCreate(NameOf(version), Encoding.UTF8.GetBytes(string.Concat(actions.Select(action => LogJson.Write(action) + "\n"))));

    private DeltaSnapshot Replay(long? wanted, DuckConnection connection)
    {
        var listing = Listing();
        if (listing.First is not { } first)
            throw new QuernException(listing.HasOtherCheckpoints
                ? DeltaFindings.Unsupported(what, ["v2Checkpoint"], "read")
                : DeltaFindings.Damaged(what, Shown(0), "The first commit is missing, and there is no checkpoint."));
        var version = wanted ?? listing.Last;
        if (version < first || version > listing.Last) throw new QuernException(DeltaFindings.NoSuchVersion(what, version, first, listing.Last));
        var checkpoint = listing.Checkpoints.LastOrDefault(candidate => candidate.Version <= version);
        var snapshot = checkpoint is null ? DeltaSnapshot.Of(0, ReadCommit(0)) : DeltaSnapshot.Of(checkpoint.Version, ReadCheckpoint(checkpoint, connection));
        for (var next = snapshot.Version + 1; next <= version; next++) snapshot = snapshot.Apply(next, ReadCommit(next));
        return snapshot;
    }

    private LogListing Listing() => List() is { IsEmpty: false } listing ? listing : throw new QuernException(DeltaFindings.NotATable(what, files.Root));

    private LogListing List()
    {
        try
        {
            return LogNames.List(files.List(TableFiles.Log).Select(file => file.Name[TableFiles.Log.Length..]));
        }
        catch (Exception failure) when (StoreErrors.Tells(failure))
        {
            throw StoreErrors.ToRead(what, failure);
        }
    }

    private DeltaSnapshot Readable(DeltaSnapshot snapshot)
    {
        if (snapshot.Protocol is null || snapshot.MetaData is null)
            throw new QuernException(DeltaFindings.Damaged(what, Shown(snapshot.Version), $"Up to here no action is a {(snapshot.Protocol is null ? "protocol" : "metaData")}."));
        if (DeltaFeatures.MissingToRead(snapshot) is { Count: > 0 } missing) throw new QuernException(DeltaFindings.Unsupported(what, missing, "read"));
        try
        {
            _ = snapshot.Schema;
            return snapshot;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new QuernException(DeltaFindings.Damaged(what, Shown(snapshot.Version), $"The table's schema cannot be read: {failure.Message}"), failure);
        }
    }

    private List<LogAction> ReadCommit(long version) => FindCommit(version) ?? throw new FileNotFoundException(null, Shown(version));

    private List<LogAction> Actions(long version, byte[] content)
    {
        var actions = new List<LogAction>();
        try
        {
            foreach (var line in Encoding.UTF8.GetString(content).Split('\n'))
                if (!string.IsNullOrWhiteSpace(line))
                    actions.Add(LogJson.Read(Encoding.UTF8.GetBytes(line)));
            return actions;
        }
        catch (JsonException failure)
        {
            throw new QuernException(DeltaFindings.Damaged(what, Shown(version), $"A line is no action: {failure.Message}"), failure);
        }
    }

    // The actions of a commit that was there; null when another tool has cleaned it up since.
    private List<LogAction>? FindCommit(long version)
    {
        try
        {
            return files.Find(NameOf(version)) is { } content ? Actions(version, content) : null;
        }
        catch (Exception failure) when (StoreErrors.Tells(failure))
        {
            throw StoreErrors.ToRead(what, failure);
        }
    }

    private IReadOnlyList<LogAction> ReadCheckpoint(LogCheckpoint checkpoint, DuckConnection connection)
    {
        try
        {
            return CheckpointFile.Read(files.OpenLog(checkpoint.Files), connection);
        }
        catch (DuckException failure) when (failure.Kind == DuckErrorKind.MissingFile)
        {
            throw new FileNotFoundException(failure.Message, Shown(checkpoint.Files[0]), failure);
        }
        catch (Exception failure) when (failure is JsonException or DuckException)
        {
            throw new QuernException(DeltaFindings.Damaged(what, Shown(checkpoint.Files[0]), failure.Message), failure);
        }
    }

    private Instant TimeOf(long version, List<LogAction> actions)
    {
        var info = actions.Find(action => action.CommitInfo is not null)?.CommitInfo;
        return info?["inCommitTimestamp"] is JsonValue value && value.TryGetValue<long>(out var milliseconds)
            ? LogTime.At(milliseconds)
            : files.TimeOf(NameOf(version));
    }

    private static string NameOf(long version) => TableFiles.Log + LogNames.Commit(version);

    private string Shown(long version) => Shown(LogNames.Commit(version));

    private string Shown(string name) => $"{files.Root}/{TableFiles.Log}{name}";
}
