using Quern.Engine.Streams;
using Quern.Stores.Backups;
using Quern.Stores.Delta;
using Quern.Stores.Lmdb;
using Quern.Stores.Streams;
using Quern.Stores.Tests.Streams;

namespace Quern.Stores.Tests.Backups;

public sealed class ProjectBackupTests
{
    [Fact]
    public void Backup_BesideWriters_IsSound_AndHasAllThatWasAcknowledgedBefore()
    {
        using var scene = new BackupScene();
        var (ingest, stores) = scene.Take(checkpointMilliseconds: 5);
        using (stores)
        using (ingest)
        {
            var (stop, acknowledged) = (false, 0L);
            var pusher = new Thread(() =>
            {
                for (var i = 0; !Volatile.Read(ref stop); i++)
                    Interlocked.Add(ref acknowledged, BackupScene.Push(ingest, [.. Enumerable.Range(0, 50).Select(n => new Sale { At = DateTimeOffset.UtcNow, Shop = $"shop {n}", Units = n, Id = (50L * i) + n })]));
            });
            var exporter = new Thread(() => Export(scene, () => Volatile.Read(ref stop)));
            pusher.Start();
            exporter.Start();
            try
            {
                SpinWait.SpinUntil(() => Interlocked.Read(ref acknowledged) > 500 && Directory.Exists(scene.Project.History));
                for (var round = 0; round < 4; round++)
                {
                    var before = Interlocked.Read(ref acknowledged);
                    var manifest = scene.Backup($"b{round}");
                    var events = manifest.Streams.Single().Events;
                    events.ShouldBeGreaterThanOrEqualTo(before);
                    manifest.Views.ShouldAllBe(view => view.Position <= events);
                    scene.Verify($"b{round}").ShouldBeEmpty();
                    scene.Restore($"b{round}", $"r{round}");
                    // The streams' tables among others: none is ahead of the log.
                    BackupScene.Check(scene.PathOf($"r{round}")).ShouldBeEmpty();
                }
            }
            finally
            {
                Volatile.Write(ref stop, true);
                pusher.Join();
                exporter.Join();
            }
        }
    }

    [Fact]
    public void Backup_Restored_HasEveryPart()
    {
        using var scene = new BackupScene();
        scene.Fill();
        scene.Backup();
        var report = scene.Restore("one", "again");
        report.Notes.ShouldBeEmpty();
        Content(scene.PathOf("again")).ShouldBe(Content(scene.Project.Folder));
        BackupScene.Check(scene.PathOf("again")).ShouldBeEmpty();
    }

    [Fact]
    public void SecondBackup_SharesWhatNeverChanges_AndIsWholeWithoutTheFirst()
    {
        using var scene = new BackupScene();
        scene.Fill();
        scene.Backup();
        var second = scene.Backup("two");
        second.SharedWith.ShouldBe("one");
        second.Files.Where(file => file.IsShared).Select(file => Path.GetExtension(file.Path)).Distinct().Order().ShouldBe([".dll", ".parquet"]);
        ProjectBackups.In(scene.PathOf("backups")).Select(backup => Path.GetFileName(backup.Folder)).ShouldBe(["two", "one"]);
        Directory.Delete(scene.PathOf("backups/one"), recursive: true);
        scene.Verify("two").ShouldBeEmpty();
        scene.Restore("two", "again");
        BackupScene.Check(scene.PathOf("again")).ShouldBeEmpty();
    }

    [Fact]
    public void Restored_Project_SharesNothingWithItsBackup()
    {
        using var scene = new BackupScene();
        scene.Fill();
        scene.Backup();
        scene.Restore("one", "again");
        foreach (var file in Directory.EnumerateFiles(scene.PathOf("again"), "*", SearchOption.AllDirectories)) File.AppendAllText(file, "x");
        scene.Verify().ShouldBeEmpty();
    }

    [Fact]
    public void Backup_ThatIsStopped_LeavesNothing()
    {
        using var scene = new BackupScene();
        scene.Fill();
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => new ProjectBackup(scene.Project, "shop", TimeProvider.System).Write(
            scene.PathOf("backups/one"),
            (step, _, _) =>
            {
                if (step == "copying log") stop.Cancel();
            },
            stop.Token));
        Directory.EnumerateFileSystemEntries(scene.PathOf("backups")).ShouldBeEmpty();
        scene.Backup();
        scene.Verify().ShouldBeEmpty();
    }

    [Fact]
    public void Backup_AfterOneThatWasKilled_ThrowsItsRemainsAway()
    {
        using var scene = new BackupScene();
        Directory.CreateDirectory(scene.PathOf("backups/.one.partial/project"));
        scene.Backup();
        Directory.EnumerateFileSystemEntries(scene.PathOf("backups")).Select(path => Path.GetFileName(path)).ShouldBe(["one"]);
    }

    [Fact]
    public void Profiles_ThatAreJustWritten_AreCopiedWithoutTheirPosition()
    {
        using var scene = new BackupScene();
        scene.AddProfile(1, 5);
        var folder = Path.GetDirectoryName(Directory.EnumerateFiles(scene.Project.Profiles, "covered", SearchOption.AllDirectories).Single())!;
        File.WriteAllText(Path.Combine(folder, "stream-end"), "5");
        scene.Backup().Files.ShouldContain(file => file.Path.EndsWith("stream-end", StringComparison.Ordinal));

        // While somebody writes it is not there.
        File.Delete(Path.Combine(folder, "stream-end"));
        scene.Backup("two").Files.ShouldNotContain(file => file.Path.EndsWith("stream-end", StringComparison.Ordinal));
    }

    [Fact]
    public void Counts_ThatAreJustWritten_EndWithAWholeLine()
    {
        using var scene = new BackupScene();
        Directory.CreateDirectory(scene.Project.Objectives);
        File.WriteAllText(Path.Combine(scene.Project.Objectives, "latency.minutes"), "29391840 977 978\n29391841 97");
        scene.Backup();
        scene.Restore("one", "again");
        File.ReadAllText(scene.PathOf("again/.quern/objectives/latency.minutes")).ShouldBe("29391840 977 978\n");
    }

    [Fact]
    public void Targets_ThatAreNotFit_AreRefused()
    {
        using var scene = new BackupScene();
        Directory.CreateDirectory(scene.PathOf("full"));
        File.WriteAllText(scene.PathOf("full/mine"), "");
        Code(() => new ProjectBackup(scene.Project, "shop", TimeProvider.System).Write(scene.PathOf("full"), null, default)).ShouldBe("QRN6600");
        Code(() => new ProjectBackup(scene.Project, "shop", TimeProvider.System).Write(Path.Combine(scene.Project.Folder, "b"), null, default)).ShouldBe("QRN6601");
        Directory.CreateSymbolicLink(scene.PathOf("link"), scene.Project.Folder);
        Code(() => new ProjectBackup(scene.Project, "shop", TimeProvider.System).Write(scene.PathOf("link/b"), null, default)).ShouldBe("QRN6601");
        Code(() => new ProjectBackup(new(scene.PathOf("nothing")), "nothing", TimeProvider.System).Write(scene.PathOf("b"), null, default)).ShouldBe("QRN6605");
        File.WriteAllText(scene.PathOf("file"), "");
        Code(() => new ProjectBackup(scene.Project, "shop", TimeProvider.System).Write(scene.PathOf("file/b"), null, default)).ShouldBe("QRN6604");
    }

    [Fact]
    public void Target_OfABackupUnderWay_IsRefused()
    {
        using var scene = new BackupScene();
        string? code = null;
        new ProjectBackup(scene.Project, "shop", TimeProvider.System).Write(scene.PathOf("b"), (_, _, _) => code ??= Code(() => new ProjectBackup(scene.Project, "shop", TimeProvider.System).Write(scene.PathOf("b"), null, default)), TestContext.Current.CancellationToken);
        code.ShouldBe("QRN6603");
    }

    internal static string Code(Action action) => Should.Throw<QuernException>(action).Findings[0].Code;

    // Compaction and vacuum as a server does them, with files of old versions gone at once.
    private static void Export(BackupScene scene, Func<bool> isOver)
    {
        using var log = new LmdbOnlineStore(scene.Project.Streams);
        while (!isOver())
        {
            using (var history = new StreamHistory(new(log), new DeltaHistoryTables(TablePlace.Of(scene.Project.History), TimeProvider.System))) history.Write("sales", TestContext.Current.CancellationToken);
            if (!DeltaTable.Exists(DeltaHistoryTables.TableOf(scene.Project.History, "sales"))) continue;
            using var table = DeltaTable.Open(DeltaHistoryTables.TableOf(scene.Project.History, "sales"), TimeProvider.System, new() { FileRetention = new(200_000), LogRetention = new(200_000) });
            table.Compact(TestContext.Current.CancellationToken);
            table.Vacuum();
        }
    }

    // Stores are the same records in other pages.
    private static string[] Content(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("data.mdb" or "lock.mdb" or "materialize.lock" or "lock"))
            .Select(file => $"{Path.GetRelativePath(folder, file)} {Values.ContentHash.Of(File.ReadAllBytes(file))} {File.GetLastWriteTimeUtc(file).Ticks / 10}").Order(StringComparer.Ordinal)];
}
