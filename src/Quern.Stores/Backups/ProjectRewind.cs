using System.Globalization;
using Quern.Engine.Recovery;
using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Stores.Delta;
using Quern.Stores.Lmdb;
using Quern.Stores.Projects;
using Quern.Stores.Registry;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Stores.Backups;

/// <summary>
/// Takes a restored project back to an instant, before anybody has it: the registry to the last commit by then, the log to what was known by then, the online state to what it holds of that, tables of
/// served vectors to their version then, counts to the minute or hour. What can be made again from those goes; what cannot be taken back is said.
/// </summary>
internal sealed class ProjectRewind(ProjectFolder project, BackupManifest manifest, Instant to, TimeProvider clock)
{
    private readonly List<string> _notes = [];

    public RestoreReport Run(CancellationToken cancellation)
    {
        var commit = RewindRegistry();
        var streams = RewindLog(cancellation);
        var views = RewindState(commit, streams);
        RemoveTables();
        foreach (var table in DeltaTableCopy.TablesIn(project.Served)) RewindServed(table);
        RemoveProfiles();
        CountedLines.Rewind(project, to, _notes);
        if (File.Exists(project.Alerts))
        {
            File.Delete(project.Alerts);
            _notes.Add("Alerts and silences cannot be taken back and are left out: what is wrong is found again.");
        }

        return new(manifest, to, streams, views, _notes) { Commit = commit.Number };
    }

    // Of commits that follow each other one cannot stay without those before it.
    private RegistryCommit RewindRegistry()
    {
        var registry = new FileRegistryStore(project.Registry);
        RegistryCommit[] commits = [.. Enumerable.Range(1, registry.HeadNumber()).Select(registry.Find).OfType<RegistryCommit>()];
        RegistryCommit[] kept = [.. commits.TakeWhile(commit => commit.Time <= to)];
        foreach (var commit in commits[kept.Length..]) File.Delete(registry.CommitFiles.PathOf(commit.Number));
        var named = kept.Select(commit => commit.ObjectHash).Concat(RewindPlans(registry, kept.Length).Select(plan => plan.ObjectHash)).ToHashSet();
        foreach (var file in BackupTarget.FilesIn(Path.Combine(project.Registry, "objects")))
            if (!named.Contains(Path.GetFileNameWithoutExtension(file)))
                File.Delete(file);
        return kept[^1];
    }

    // A plan that was applied after the instant is open again.
    private RegistryPlan[] RewindPlans(FileRegistryStore registry, int commits)
    {
        foreach (var number in registry.EndFiles.Numbers().ToArray())
            if (registry.EndOfPlan(number) is { } end && (end.Time > to || end.Commit > commits))
                File.Delete(registry.EndFiles.PathOf(number));
        RegistryPlan[] plans = [.. registry.PlanFiles.Numbers().Order().Select(registry.FindPlan).OfType<RegistryPlan>()];
        RegistryPlan[] kept = [.. plans.TakeWhile(plan => plan.Time <= to && (plan.Over ?? 0) <= commits)];
        foreach (var plan in plans[kept.Length..])
        {
            File.Delete(registry.PlanFiles.PathOf(plan.Number));
            File.Delete(registry.EndFiles.PathOf(plan.Number));
        }

        return kept;
    }

    private IReadOnlyList<RewoundStream> RewindLog(CancellationToken cancellation)
    {
        if (!Directory.Exists(project.Streams)) return [];
        using var store = new LmdbOnlineStore(project.Streams);
        var streams = StreamRewind.To(store, to, cancellation);
        foreach (var stream in streams.Where(stream => stream.Removed > 0))
            _notes.Add($"A feed of stream '{stream.Stream}' goes on from where it stood at the backup: what it gave between {to} and then does not come again by itself.");
        return streams;
    }

    private IReadOnlyList<RewoundView> RewindState(RegistryCommit commit, IReadOnlyList<RewoundStream> streams)
    {
        string[] folders = [.. project.OnlineFolders.Where(Directory.Exists)];
        if (folders.Length == 0) return [];
        using var loaded = Load(commit, out var plan);
        return [.. folders.SelectMany(folder =>
        {
            using var store = new LmdbOnlineStore(folder);
            return StateRewind.To(store, plan, to, streams);
        })];
    }

    private DefinitionAssembly? Load(RegistryCommit commit, out RepositoryPlan? plan)
    {
        plan = null;
        try
        {
            return commit.ObjectHash is { } hash ? DefinitionAssembly.Load(new FileRegistryStore(project.Registry).GetObject(hash), out plan) : null;
        }
        catch (QuernException unreadable)
        {
            _notes.Add($"The definitions of commit {commit.Number} cannot be loaded by this version of Quern, so no online state is kept: {unreadable.Findings[0].Message}.");
            return null;
        }
    }

    // A stream's table is made from its log.
    private void RemoveTables()
    {
        if (!Directory.Exists(project.History)) return;
        Directory.Delete(project.History, recursive: true);
        _notes.Add("The Delta tables of streams are left out: the server makes them again from the log, with versions of their own.");
    }

    private void RewindServed(string folder)
    {
        var name = Path.GetRelativePath(project.Served, folder);
        try
        {
            using (var table = DeltaTable.Open(folder, clock, null, new DuckResources { Threads = 1, MemoryBytes = 256 << 20 }))
            {
                var snapshot = table.SnapshotAt(to);
                if (snapshot.Files.Values.FirstOrDefault(file => DataPath.Resolve(folder, file.Path) is not { } path || !File.Exists(path)) is { } gone)
                    throw new QuernException(DeltaFindings.MissingFiles(name, snapshot.Version, [gone.Path]));
                Cut(folder, snapshot.Version);
            }

            _notes.Add($"Served vectors of '{name}' are those written by {to}; what was served in the seconds before and not written yet is not among them.");
        }
        catch (QuernException unreadable)
        {
            Directory.Delete(folder, recursive: true);
            _notes.Add($"Served vectors of '{name}' cannot be taken back so far and are left out: {unreadable.Findings[0].Message}.");
        }
    }

    private static void Cut(string folder, long version)
    {
        var log = new LogFolder(Path.Combine(folder, LogFolder.Name));
        var listing = log.List();
        foreach (var later in listing.Commits.Where(commit => commit > version)) File.Delete(log.Commit(later));
        foreach (var later in listing.Checkpoints.Where(checkpoint => checkpoint.Version > version).SelectMany(checkpoint => checkpoint.Files)) File.Delete(log.Of(later));
    }

    private void RemoveProfiles()
    {
        var removed = false;
        foreach (var folder in new[] { project.Profiles, project.ServedProfiles }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
            removed = true;
        }

        if (removed) _notes.Add("Profiles of rows and of served vectors are left out: a server, or 'quern profile', makes them again.");
        // Their names begin with when the training set was made.
        var last = to.ToDateTimeOffset().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        foreach (var file in BackupTarget.FilesIn(project.TrainingProfiles))
            if (string.CompareOrdinal(Path.GetFileName(file)[..Math.Min(last.Length, Path.GetFileName(file).Length)], last) > 0)
                File.Delete(file);
    }
}
