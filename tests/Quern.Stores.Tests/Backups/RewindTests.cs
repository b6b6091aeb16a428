using Quern.Engine.Registry;
using Quern.Engine.Streams;
using Quern.Stores.Delta;
using Quern.Stores.Lmdb;
using Quern.Stores.Registry;
using Quern.Stores.Streams;
using Quern.Stores.Tests.Streams;
using Quern.Time;

namespace Quern.Stores.Tests.Backups;

public sealed class RewindTests
{
    [Fact]
    public void Restore_ToAnInstant_HasTheCommitsEventsAndCountsOfThen()
    {
        using var scene = new BackupScene();
        scene.Fill();
        Thread.Sleep(5);
        var to = BackupScene.Now();
        Thread.Sleep(5);
        scene.Apply();
        var (ingest, stores) = scene.Take();
        using (stores)
        using (ingest)
            BackupScene.Push(ingest, new Sale { At = DateTimeOffset.UtcNow, Shop = "late", Units = 1, Id = 7 }).ShouldBe(1);

        var manifest = scene.Backup();
        manifest.Commit.ShouldBe(2);
        var report = scene.Restore("one", "again", to);
        report.Commit.ShouldBe(1);
        report.Streams.ShouldBe([new("sales", 400, 1)]);
        // These are no definitions by themselves: whether a state has anything later cannot be known.
        report.Views.ShouldBeEmpty();
        report.Notes.ShouldContain(note => note.StartsWith("The definitions of commit 1 cannot be loaded", StringComparison.Ordinal));
        report.Notes.ShouldContain(note => note.Contains("A feed of stream 'sales'", StringComparison.Ordinal));
        new FileRegistryStore(scene.PathOf("again/.quern/registry")).HeadNumber().ShouldBe(1);
        using (var log = new LmdbOnlineStore(scene.PathOf("again/.quern/streams"))) new StreamLog(log).End("sales").ShouldBe(400);
        // Of the minute in which it was nothing is known.
        File.ReadAllLines(scene.PathOf("again/.quern/objectives/latency.minutes")).Length.ShouldBe(1);
        Directory.Exists(scene.PathOf("again/.quern/history")).ShouldBeFalse();
        File.Exists(scene.PathOf("again/.quern/alerts.json")).ShouldBeFalse();
        BackupScene.Check(scene.PathOf("again")).ShouldBeEmpty();
    }

    [Fact]
    public void Restore_ToAnInstant_HasTheServedVectorsOfThen()
    {
        using var scene = new BackupScene();
        scene.Fill();
        var table = Path.Combine(scene.Project.Served, "checkout");
        Directory.CreateDirectory(scene.Project.Served);
        Directory.Move(Path.Combine(scene.Project.History, "sales"), table);
        Thread.Sleep(20);
        var to = BackupScene.Now();
        using (var log = new LmdbOnlineStore(scene.Project.Streams))
        using (var more = new StreamHistory(new(log), new DeltaHistoryTables(TablePlace.Of(PathOfMore(scene)), TimeProvider.System)))
        {
            more.Write("sales", TestContext.Current.CancellationToken);
            foreach (var file in Directory.EnumerateFiles(Path.Combine(PathOfMore(scene), "sales"), "*.parquet")) File.Copy(file, Path.Combine(table, Path.GetFileName(file)));
            // The same rows once more, as the next version.
            File.WriteAllLines(Path.Combine(table, "_delta_log", $"{2:D20}.json"), File.ReadLines(Path.Combine(PathOfMore(scene), "sales", "_delta_log", $"{1:D20}.json")).Where(line => line.StartsWith("{\"add\"", StringComparison.Ordinal)));
        }

        scene.Backup();
        scene.Restore("one", "now");
        scene.Restore("one", "then", to);
        Rows(scene.PathOf("now/.quern/served/checkout")).ShouldBe(800);
        Rows(scene.PathOf("then/.quern/served/checkout")).ShouldBe(400);
    }

    [Fact]
    public void Restore_BeyondWhatTheBackupHas_IsRefused()
    {
        using var scene = new BackupScene();
        scene.Fill();
        var manifest = scene.Backup();
        Should.Throw<QuernException>(() => scene.Restore("one", "again", manifest.At + new Duration(1))).Findings.Single().Code.ShouldBe("QRN6621");
        Should.Throw<QuernException>(() => scene.Restore("one", "again", new Instant(0))).Findings.Single().Code.ShouldBe("QRN6622");
        scene.Restore("one", "again", manifest.At).Streams.Single().Removed.ShouldBe(0);
    }

    [Fact]
    public void Restore_IntoAFolderWithAnything_IsRefused_ButNotOverItsOwnRemains()
    {
        using var scene = new BackupScene();
        scene.Backup();
        Directory.CreateDirectory(scene.PathOf("again"));
        File.WriteAllText(scene.PathOf("again/.hidden"), "mine");
        Should.Throw<QuernException>(() => scene.Restore("one", "again")).Findings.Single().Code.ShouldBe("QRN6620");
        Directory.EnumerateFileSystemEntries(scene.PathOf("again")).Count().ShouldBe(1);
        File.Delete(scene.PathOf("again/.hidden"));
        Directory.CreateDirectory(scene.PathOf("again/.quern-restoring/.quern"));
        scene.Restore("one", "again");
        Directory.EnumerateFileSystemEntries(scene.PathOf("again")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ShouldBe([".quern", "quern.json"]);
    }

    [Fact]
    public void Plans_AreRestored_AndThoseThatEndedLater_AreOpenAgain()
    {
        using var scene = new BackupScene();
        var registry = new DefinitionRegistry(new FileRegistryStore(scene.Project.Registry));
        Open("first");
        Open("second");
        registry.ClosePlan(2, "ada", BackupScene.Now());
        var then = BackupScene.Now();
        Thread.Sleep(5);
        registry.ApplyPlan(1, "ada", BackupScene.Now(), "");
        Open("third");
        scene.Backup();

        var (whole, back) = (Restored("whole", null), Restored("back", then));

        (whole.HeadNumber(), string.Join(" ", whole.OpenPlans())).ShouldBe((2, "3"));
        (back.HeadNumber(), string.Join(" ", back.OpenPlans()), back.FindPlan(3), back.EndOfPlan(2)!.Commit).ShouldBe((1, "1", null, null));
        new DefinitionRegistry(back).ApplyPlan(1, "ada", BackupScene.Now(), "").Number.ShouldBe(2);

        void Open(string content)
        {
            var head = new FileRegistryStore(scene.Project.Registry).Head()!;
            registry.Open(head.Snapshot, System.Text.Encoding.UTF8.GetBytes(content), head, new(0, [], new Planning.Lineage([], [])), "ada", BackupScene.Now(), content);
        }

        FileRegistryStore Restored(string name, Instant? to)
        {
            scene.Restore("one", name, to);
            return new(Path.Combine(scene.PathOf(name), ".quern", "registry"));
        }
    }

    private static string PathOfMore(BackupScene scene) => scene.PathOf("more");

    private static long? Rows(string folder)
    {
        using var table = DeltaTable.Open(folder, TimeProvider.System);
        return table.Snapshot().Rows;
    }
}
