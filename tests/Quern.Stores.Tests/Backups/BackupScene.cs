using Quern.Engine.Monitoring;
using Quern.Engine.Serving;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Profiles;
using Quern.Stores.Backups;
using Quern.Stores.Delta;
using Quern.Stores.Lmdb;
using Quern.Stores.Monitoring;
using Quern.Stores.Objectives;
using Quern.Stores.Projects;
using Quern.Stores.Registry;
using Quern.Stores.Streams;
using Quern.Stores.Tests.Streams;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Backups;

/// <summary>A project with something in every part, and a folder for its backups; both are gone after the test.</summary>
internal sealed class BackupScene : IDisposable
{
    private static readonly RepositoryPlan Plan = RepositoryPlanner.Plan(RepositoryReader.Read(new Sales()), new PlanOptions()).Plan!;
    private readonly string _root = Directory.CreateTempSubdirectory("quern-backup-").FullName;

    public BackupScene()
    {
        Project = new(PathOf("shop"));
        Directory.CreateDirectory(Project.Folder);
        File.WriteAllText(Project.Settings, """{ "project": "shop" }""");
        Apply();
    }

    public ProjectFolder Project { get; }

    public string PathOf(string name) => Path.Combine(_root, name);

    /// <summary>Applies the definitions as they are, once more.</summary>
    public void Apply()
    {
        var registry = new FileRegistryStore(Project.Registry);
        var hash = registry.PutObject(File.ReadAllBytes(typeof(Sales).Assembly.Location));
        var number = registry.HeadNumber() + 1;
        registry.TryAppend(new(number, number == 1 ? null : number - 1, "ada", Now(), "why", SnapshotWriter.Of(Plan), hash)).ShouldBeNull();
    }

    /// <summary>What takes events of the project's stream.</summary>
    public (StreamIngest Ingest, IDisposable Stores) Take(int checkpointMilliseconds = 60_000)
    {
        var (log, state) = (new LmdbOnlineStore(Project.Streams), new LmdbOnlineStore(Project.Online));
        var ingest = new StreamIngest(log, state, new Clock(), new() { CheckpointEvery = TimeSpan.FromMilliseconds(checkpointMilliseconds) });
        ingest.Use(Plan);
        return (ingest, new Both(log, state));
    }

    public static int Push(StreamIngest ingest, params Sale[] sales) =>
        ingest.PushAsync("sales", RecordField.Batch(ingest.SchemaOf("sales"), sales)).GetAwaiter().GetResult().Accepted;

    /// <summary>Puts something into every part.</summary>
    public void Fill()
    {
        var (ingest, stores) = Take();
        using (stores)
        using (ingest)
            for (var i = 0; i < 20; i++) Push(ingest, [.. Enumerable.Range(0, 20).Select(n => new Sale { At = DateTimeOffset.UtcNow.AddMinutes(-n), Shop = $"shop {n % 5}", Units = n, Id = (100 * i) + n })]);
        using (var log = new LmdbOnlineStore(Project.Streams))
        using (var history = new StreamHistory(new(log), new DeltaHistoryTables(TablePlace.Of(Project.History), TimeProvider.System)))
            history.Write("sales", TestContext.Current.CancellationToken);
        AddProfile(1, 3);
        var minute = Now().Microseconds / 60_000_000;
        new MinuteFiles(Project.Objectives).Add("latency", minute - 10, 9, 10);
        new MinuteFiles(Project.Objectives).Add("latency", minute, 5, 10);
        File.WriteAllText(Project.Alerts, """{ "Alerts": [], "Silences": [] }""");
    }

    public void AddProfile(int day, params long[] values)
    {
        var (fields, column) = (new (string, DataType)[] { ("n", DataType.Scalar(ValueKind.Int64)) }, new Int64Column(ValueKind.Int64));
        foreach (var value in values) column.Append(value);
        var profile = new RowProfile(fields, [], default);
        profile.Add(new long[values.Length], [(Column)column], [.. Enumerable.Range(0, values.Length)]);
        var start = Instant.From(DateTimeOffset.UnixEpoch.AddDays(day));
        new ProfileFiles(Project.Profiles).Replace(ProfileSubject.Of("sales", fields, new(86_400L * Instant.PerSecond)), new(start, new(start.Microseconds + 1)), [(start, profile)]);
    }

    public BackupManifest Backup(string name = "one") => new ProjectBackup(Project, "shop", TimeProvider.System).Write(PathOf($"backups/{name}"), null, default);

    public RestoreReport Restore(string backup, string into, Instant? to = null) => ProjectRestore.Run(PathOf($"backups/{backup}"), PathOf(into), to, TimeProvider.System, null, default);

    public IReadOnlyList<Finding> Verify(string backup = "one") => BackupCheck.Run(PathOf($"backups/{backup}"), null, default).Findings;

    public static IReadOnlyList<Finding> Check(string folder) => new ProjectCheck(new(folder), TimeProvider.System).Run(null, default);

    public static Instant Now() => Instant.From(TimeProvider.System.GetUtcNow());

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private sealed class Clock : IClock
    {
        public Instant Now => BackupScene.Now();
    }

    private sealed record Both(IDisposable First, IDisposable Second) : IDisposable
    {
        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
        }
    }
}
