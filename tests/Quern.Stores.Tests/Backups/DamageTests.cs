using Quern.Stores.Backups;
using Quern.Stores.Lmdb;

namespace Quern.Stores.Tests.Backups;

public sealed class DamageTests
{
    [Fact]
    public void Backup_WithAnyByteChanged_IsFoundDamaged()
    {
        using var scene = new BackupScene();
        scene.Fill();
        scene.Backup();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] files = [.. Directory.EnumerateFiles(scene.PathOf("backups/one"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        files.Length.ShouldBeGreaterThan(8);
        // Each file once, then any.
        foreach (var file in files.Concat(Enumerable.Range(0, 30).Select(_ => files[random.Next(files.Length)])))
        {
            var bytes = File.ReadAllBytes(file);
            var (at, bit) = (random.Next(bytes.Length), 1 << random.Next(8));
            bytes[at] ^= (byte)bit;
            File.WriteAllBytes(file, bytes);
            scene.Verify().ShouldContain(finding => finding.Severity == Severity.Error, $"seed {seed}: bit {bit} of byte {at} of {file}");
            bytes[at] ^= (byte)bit;
            File.WriteAllBytes(file, bytes);
        }

        scene.Verify().ShouldBeEmpty();
    }

    [Fact]
    public void Backup_WithFilesMissingShortAndStrange_HasAFindingForEach_AndIsNotRestored()
    {
        using var scene = new BackupScene();
        scene.Fill();
        scene.Backup();
        var project = scene.PathOf("backups/one/project");
        File.Delete(Path.Combine(project, "quern.json"));
        File.WriteAllText(Path.Combine(project, ".quern/alerts.json"), "{");
        File.WriteAllText(Path.Combine(project, "more"), "");
        scene.Verify().Select(finding => finding.Code).Order().ShouldBe(["QRN6613", "QRN6614", "QRN6615"]);
        Should.Throw<QuernException>(() => scene.Restore("one", "again")).Findings.Select(finding => finding.Code).Order().ShouldBe(["QRN6613", "QRN6614"]);
        Directory.Exists(scene.PathOf("again")).ShouldBeFalse();
    }

    [Fact]
    public void Backup_ThatIsNone_OrOfAnotherForm_IsTold()
    {
        using var scene = new BackupScene();
        scene.Verify("none").Single().Code.ShouldBe("QRN6610");
        scene.Backup();
        var path = scene.PathOf("backups/one/backup.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"format\": 1", "\"format\": 7", StringComparison.Ordinal));
        scene.Verify().Single().Code.ShouldBe("QRN6612");
        File.WriteAllText(path, "{ \"format\"");
        scene.Verify().Single().Code.ShouldBe("QRN6611");
        ProjectBackups.In(scene.PathOf("backups")).ShouldBeEmpty();
    }

    [Fact]
    public void Project_DamagedInEachPart_HasAFindingForEach()
    {
        using var scene = new BackupScene();
        scene.Fill();
        BackupScene.Check(scene.Project.Folder).ShouldBeEmpty();
        File.WriteAllText(One(scene.Project.Registry, "000001.json"), "{");
        Flip(One(scene.Project.Registry, "*.dll"));
        File.WriteAllText(scene.Project.Alerts, "{");
        Flip(One(scene.Project.Profiles, "*.profile"));
        using (var file = File.OpenWrite(One(scene.Project.History, "*.parquet"))) file.SetLength(file.Length - 1);
        Spoil(scene.Project.Streams, "events");
        Spoil(scene.Project.Online, "shop");
        BackupScene.Check(scene.Project.Folder).Select(finding => finding.Code).Distinct().Order().ShouldBe(["QRN2007", "QRN2008", "QRN6630", "QRN6631", "QRN6633"]);
    }

    [Fact]
    public void Project_WithADamagedStore_IsNotBackedUp()
    {
        using var scene = new BackupScene();
        scene.Fill();
        Spoil(scene.Project.Streams, "events");
        ProjectBackupTests.Code(() => scene.Backup()).ShouldBe("QRN6630");
        Directory.EnumerateFileSystemEntries(scene.PathOf("backups")).ShouldBeEmpty();
    }

    [Fact]
    public void Project_WhoseLogIsOlderThanItsTables_IsTold()
    {
        using var scene = new BackupScene();
        scene.Fill();
        LmdbOnlineStore.Discard(scene.Project.Streams);
        BackupScene.Check(scene.Project.Folder).Single().Code.ShouldBe("QRN6632");
    }

    private static string One(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).First();

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    // The last byte of the first record of a kind, as a careless hand may: its page stays what it is.
    private static void Spoil(string folder, string kind)
    {
        using var store = new LmdbOnlineStore(folder);
        (byte[] Partition, byte[] Record, byte[] Value)? found = null;
        store.Visit((partition, record, value) =>
        {
            if (found is null && partition.StartsWith(System.Text.Encoding.UTF8.GetBytes(kind + "\0"))) found = (partition.ToArray(), record.ToArray(), value.ToArray());
        });
        var (place, key, bytes) = found!.Value;
        bytes[^1] ^= 1;
        using var write = store.BeginWrite();
        write.Put(place, key, bytes);
        write.Commit();
    }
}
