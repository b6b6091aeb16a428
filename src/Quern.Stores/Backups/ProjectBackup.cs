using System.Reflection;
using Quern.Engine.Online;
using Quern.Engine.Recovery;
using Quern.Engine.Registry;
using Quern.Stores.Lmdb;
using Quern.Stores.Projects;
using Quern.Stores.Registry;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Stores.Backups;

/// <summary>
/// Backs up a project, beside whoever serves it. What is written while it runs is sound by the order in which the parts are copied: what points at a place of another part is copied before it, so that
/// the place is there.
/// 1. What says how far in the log it is: files of feeds, the online state, the streams' tables, profiles. The instant of the backup is now.
/// 2. The log, from after all writes that had begun by then: it has each of those positions, and all that was known by that instant.
/// 3. What is counted and logged by time, up to that instant at least; the registry last, commits before the objects that they name.
/// </summary>
public sealed class ProjectBackup
{
    private readonly ProjectFolder _project;
    private readonly string _name;
    private readonly TimeProvider _clock;
    private readonly DuckResources _resources;
    private Instant _at;
    private IReadOnlyList<BackedUpStream> _streams = [];
    private IReadOnlyList<BackedUpView> _views = [];
    private (int Number, Instant? First) _commits;

    /// <summary>A backup of a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="clock">The machine's clock, by which its servers know events.</param>
    public ProjectBackup(ProjectFolder project, string name, TimeProvider clock)
    {
        (_project, _name, _clock) = (project, name, clock);
        _resources = new() { Threads = 1, MemoryBytes = 256 << 20, TempFolder = Directory.Exists(project.Work) ? project.Temporary : null };
    }

    /// <summary>Writes a backup.</summary>
    /// <param name="target">The folder that it is to be; does not exist, or is empty. Its neighbours that are backups of the project share files with it that are the same.</param>
    /// <param name="progress">Told what is copied, how many bytes were, and about how many there are.</param>
    /// <param name="cancellation">Stops it; nothing of it stays.</param>
    /// <exception cref="QuernException">The target is not fit for it, the disk is full, or something of the project is damaged.</exception>
    public BackupManifest Write(string target, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(target).TrimEnd(Path.DirectorySeparatorChar);
        var last = BackupTarget.LastBeside(path, _name);
        var total = BackupTarget.Check(path, _project, _name, last?.Manifest);
        try
        {
            var (step, done) = ("", 0L);
            using var draft = new BackupDraft(path, last, bytes => progress?.Invoke(step, done += bytes, Math.Max(total, done)), cancellation);
            foreach (var (name, copy) in Parts())
            {
                step = "copying " + name;
                progress?.Invoke(step, done, total);
                copy(draft);
            }

            var manifest = Manifest(draft, last?.Folder);
            draft.Finish(manifest);
            return manifest;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new QuernException([BackupTarget.IsFull(failure) ? BackupFindings.Full(path, null, null) : BackupFindings.Failed(path, failure.Message)], failure);
        }
    }

    // The order is what makes the copy sound.
    private IEnumerable<(string Name, Action<BackupDraft> Copy)> Parts() =>
    [
        ("feeds", draft => CopyFolder(draft, _project.FeedFiles)),
        ("online state", CopyOnline),
        ("history", draft => CopyTables(draft, _project.History)),
        ("profiles", draft => ProfileCopy.Run(_project.Profiles, RelativeOf(_project.Profiles), draft, _clock)),
        ("profiles", draft => ProfileCopy.Run(_project.ServedProfiles, RelativeOf(_project.ServedProfiles), draft, _clock)),
        ("log", CopyLog),
        // One that was taken meanwhile may be what the log goes on from.
        ("feeds", draft => CopyFolder(draft, _project.FeedFiles)),
        ("served vectors", draft => CopyTables(draft, _project.Served)),
        ("profiles", draft => CopyFolder(draft, _project.TrainingProfiles)),
        ("counts", draft => CopyFolder(draft, _project.Objectives, wholeLines: true)),
        ("counts", draft => CopyFolder(draft, _project.Usage, wholeLines: true)),
        ("counts", CopyShards),
        ("alerts", draft => draft.Copy(_project.Alerts, RelativeOf(_project.Alerts))),
        ("registry", CopyRegistry),
        ("settings", draft => draft.Copy(_project.Settings, RelativeOf(_project.Settings))),
    ];

    private void CopyOnline(BackupDraft draft)
    {
        foreach (var folder in _project.OnlineFolders)
            if (File.Exists(Path.Combine(folder, "data.mdb")))
                CopyOnline(draft, folder);
    }

    private void CopyOnline(BackupDraft draft, string folder)
    {
        using var store = new LmdbOnlineStore(folder);
        var copy = draft.CopyStore(store, RelativeOf(folder), Now());
        using var copied = StoreCheck.OpenStill(copy);
        StoreCheck.Require(StoreCheck.OfState(copied));
        using var snapshot = copied.OpenSnapshot();
        snapshot.Renew();
        _views = [.. _views, .. OnlineCatalog.List(snapshot).Select(state => new BackedUpView(state.View, state.LogPosition, state.MaterializedTo))];
    }

    private void CopyLog(BackupDraft draft)
    {
        _at = Now();
        if (!File.Exists(Path.Combine(_project.Streams, "data.mdb"))) return;
        using var store = new LmdbOnlineStore(_project.Streams);
        // An event is known from within the write that logs it: once it is our turn, all that was known before is there.
        store.BeginWrite().Dispose();
        var copy = draft.CopyStore(store, RelativeOf(_project.Streams), _at);
        using var copied = StoreCheck.OpenStill(copy);
        StoreCheck.Require(StoreCheck.OfLog(copied));
        _streams = [.. StoredStreams.List(copied).Select(stream => new BackedUpStream(stream.Stream, stream.Events, stream.LastKnown))];
    }

    private void CopyTables(BackupDraft draft, string root)
    {
        foreach (var table in DeltaTableCopy.TablesIn(root)) DeltaTableCopy.Run(table, RelativeOf(table), draft, _clock, _resources);
    }

    // How plans ended, then plans, then commits, then content: what each names was there before it, and nothing that it names ever goes.
    private void CopyRegistry(BackupDraft draft)
    {
        var live = new FileRegistryStore(_project.Registry);
        foreach (var files in (NumberedFiles[])[live.EndFiles, live.PlanFiles])
            foreach (var number in files.Numbers().Order().ToArray())
                draft.Copy(files.PathOf(number), RelativeOf(files.PathOf(number)));
        var head = live.HeadNumber();
        foreach (var name in Enumerable.Range(1, head).Select(live.CommitFiles.PathOf)) draft.Copy(name, RelativeOf(name));
        var registry = new FileRegistryStore(BackupDraft.PathIn(draft.Folder, RelativeOf(_project.Registry)));
        RegistryCommit[] commits = [.. Enumerable.Range(1, head).Select(registry.Find).OfType<RegistryCommit>()];
        var plans = registry.PlanFiles.Numbers().Order().Select(registry.FindPlan).OfType<RegistryPlan>();
        foreach (var hash in commits.Select(commit => commit.ObjectHash).OfType<string>().Concat(plans.Select(plan => plan.ObjectHash)).Distinct())
        {
            var name = Path.Combine(_project.Registry, "objects", hash + ".dll");
            draft.CopyFixed(name, RelativeOf(name));
            registry.GetObject(hash);
        }

        _commits = (commits.Length, commits.Length > 0 ? commits[0].Time : null);
    }

    private void CopyFolder(BackupDraft draft, string folder, bool wholeLines = false)
    {
        foreach (var file in BackupTarget.FilesIn(folder)) draft.Copy(file, RelativeOf(file), wholeLines);
    }

    // What a shard's server counts by itself; its alerts are found again.
    private void CopyShards(BackupDraft draft)
    {
        foreach (var shard in Directory.Exists(_project.Shards) ? Directory.GetDirectories(_project.Shards) : []) CopyFolder(draft, Path.Combine(shard, "objectives"), wholeLines: true);
    }

    private BackupManifest Manifest(BackupDraft draft, string? last) => new()
    {
        Format = BackupManifest.CurrentFormat,
        Quern = typeof(ProjectBackup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        Project = _name,
        At = _at,
        Ended = Now(),
        Oldest = _commits.First,
        Commit = _commits.Number,
        SharedWith = draft.Files.Any(file => file.IsShared) ? Path.GetFileName(last) : null,
        Streams = _streams,
        Views = _views,
        Files = [.. draft.Files],
    };

    private Instant Now() => Instant.From(_clock.GetUtcNow());

    private string RelativeOf(string path) => Path.GetRelativePath(_project.Folder, path).Replace(Path.DirectorySeparatorChar, '/');
}
