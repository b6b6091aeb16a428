using System.Text.Json;
using Quern.Engine.Recovery;
using Quern.Stores.Delta;
using Quern.Stores.Lmdb;
using Quern.Stores.Monitoring;
using Quern.Stores.Projects;
using Quern.Stores.Registry;
using Quern.Stores.Sources;
using Quern.Stores.Streams;

namespace Quern.Stores.Backups;

/// <summary>
/// Looks for damage in all that a project keeps, beside whoever serves it: hashes of the registry, pages and checksums of both stores, logs and files of Delta tables, checksums of profiles. Everything
/// is looked at, whatever is found before it.
/// </summary>
/// <param name="project">The project.</param>
/// <param name="clock">The machine's clock.</param>
public sealed class ProjectCheck(ProjectFolder project, TimeProvider clock)
{
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<string, long> _streams = new(StringComparer.Ordinal);

    /// <summary>Gets how much was looked at, by what it is.</summary>
    public IReadOnlyDictionary<string, long> Seen => _seen;

    private readonly SortedDictionary<string, long> _seen = new(StringComparer.Ordinal);

    /// <summary>Checks all.</summary>
    /// <param name="progress">Told what is looked at, how many of the parts are done, and how many there are.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>All that is wrong.</returns>
    public IReadOnlyList<Finding> Run(Action<string, long, long>? progress, CancellationToken cancellation)
    {
        (string Name, Action Check)[] parts = [("registry", CheckRegistry), ("online state", CheckOnline), ("log", CheckLog), ("history", () => CheckTables(project.History)), ("served vectors", () => CheckTables(project.Served)), ("profiles", CheckProfiles), ("alerts", CheckAlerts)];
        for (var part = 0; part < parts.Length; part++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke("checking " + parts[part].Name, part, parts.Length);
            Guarded(parts[part].Check);
        }

        return _findings;
    }

    private void CheckRegistry()
    {
        var registry = new FileRegistryStore(project.Registry);
        var last = 0;
        Guarded(() => last = registry.HeadNumber());
        for (var number = 1; number <= last; number++)
        {
            var commit = number;
            Guarded(() => registry.Find(commit));
            Count("commits");
        }

        Guarded(() => registry.PlanFiles.Last("plans"));
        foreach (var number in registry.PlanFiles.Numbers().Order())
        {
            Guarded(() => registry.FindPlan(number));
            Guarded(() => registry.EndOfPlan(number));
            Count("plans");
        }

        foreach (var file in BackupTarget.FilesIn(Path.Combine(project.Registry, "objects")))
        {
            Guarded(() => registry.GetObject(Path.GetFileNameWithoutExtension(file)));
            Count("objects");
        }
    }

    private void CheckStore(string folder, Func<LmdbOnlineStore, IReadOnlyList<Finding>> check)
    {
        if (!File.Exists(Path.Combine(folder, "data.mdb"))) return;
        using var store = new LmdbOnlineStore(folder);
        _findings.AddRange(check(store));
        Count("stores");
    }

    private void CheckOnline()
    {
        foreach (var folder in project.OnlineFolders) Guarded(() => CheckStore(folder, StoreCheck.OfState));
    }

    private void CheckLog()
    {
        CheckStore(project.Streams, StoreCheck.OfLog);
        if (!File.Exists(Path.Combine(project.Streams, "data.mdb"))) return;
        using var store = new LmdbOnlineStore(project.Streams);
        foreach (var stream in StoredStreams.List(store)) _streams[stream.Stream] = stream.Events;
        Count("events", _streams.Values.Sum());
    }

    private void CheckTables(string root)
    {
        foreach (var folder in DeltaTableCopy.TablesIn(root)) Guarded(() => CheckTable(root, folder));
    }

    private void CheckTable(string root, string folder)
    {
        Count("tables");
        using var table = DeltaTable.Open(folder, clock, null, new DuckResources { Threads = 1, MemoryBytes = 256 << 20 });
        var snapshot = table.Snapshot();
        // Every commit that is left must be readable, not only those after the last checkpoint.
        Guarded(() => _ = table.Versions().Count());
        foreach (var file in snapshot.Files.Values)
        {
            var path = DataPath.Resolve(folder, file.Path);
            var length = path is not null && File.Exists(path) ? new FileInfo(path).Length : (long?)null;
            if (length is null && table.Snapshot().Files.ContainsKey(file.Path)) _findings.Add(BackupFindings.DataFile(folder, file.Path, "It is missing."));
            else if (length is { } bytes && bytes != file.Size) _findings.Add(BackupFindings.DataFile(folder, file.Path, $"It has {bytes} bytes, and the table's log says {file.Size}."));
            Count("data files");
        }

        // Whoever takes events now may have logged and exported more since the log was looked at.
        var stream = Path.GetRelativePath(root, folder);
        if (root == project.History && DeltaHistoryTables.NextOf(snapshot, stream) is var position && position > EndOf(stream)) _findings.Add(BackupFindings.BehindHistory(stream, position, EndOf(stream)));
    }

    private long EndOf(string stream)
    {
        if (!File.Exists(Path.Combine(project.Streams, "data.mdb"))) return 0;
        using var store = new LmdbOnlineStore(project.Streams);
        return new Engine.Streams.StreamLog(store).End(stream);
    }

    private void CheckProfiles()
    {
        foreach (var file in BackupTarget.FilesIn(project.Profiles).Concat(BackupTarget.FilesIn(project.ServedProfiles)).Where(file => file.EndsWith(".profile", StringComparison.Ordinal))) Profile(file, path => ProfileForm.Read(File.ReadAllBytes(path)));
        foreach (var file in BackupTarget.FilesIn(project.TrainingProfiles)) Profile(file, path => TrainingProfileFile.Read(path));
    }

    private void Profile(string file, Action<string> read)
    {
        Count("profiles");
        Guarded(() =>
        {
            try
            {
                read(file);
            }
            catch (InvalidDataException damaged)
            {
                _findings.Add(BackupFindings.Unreadable(file, damaged.Message));
            }
            catch (FileNotFoundException)
            {
                // Others have replaced it.
            }
        });
    }

    private void CheckAlerts()
    {
        if (!File.Exists(project.Alerts)) return;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(project.Alerts));
        }
        catch (JsonException damaged)
        {
            _findings.Add(BackupFindings.Unreadable(project.Alerts, damaged.Message));
        }
    }

    private void Count(string what, long more = 1) => _seen[what] = _seen.GetValueOrDefault(what) + more;

    private void Guarded(Action check)
    {
        try
        {
            check();
        }
        catch (QuernException damaged)
        {
            _findings.AddRange(damaged.Findings);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _findings.Add(BackupFindings.Failed(project.Work, failure.Message));
        }
    }
}
