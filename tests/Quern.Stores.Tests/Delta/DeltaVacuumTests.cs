using Quern.Stores.Delta;
using Quern.Time;

namespace Quern.Stores.Tests.Delta;

public sealed class DeltaVacuumTests
{
    [Fact]
    public void Vacuum_RemovesWhatNoVersionWithinTheRetentionNeeds()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create(byDay: true);
        for (var i = 0; i < 3; i++) DeltaScratch.Append(table, null, ("2001-03-01", i, null));
        table.Compact(TestContext.Current.CancellationToken);
        File.WriteAllText(Path.Combine(scratch.Table, "orphan.parquet"), "left by a writer that died");
        File.WriteAllText(Path.Combine(scratch.Log, $".{5:D20}.json.0.tmp"), "so was this");
        File.WriteAllText(Path.Combine(scratch.Table, "README.md"), "kept");
        Directory.CreateDirectory(Path.Combine(scratch.Table, "_change_data"));
        File.WriteAllText(Path.Combine(scratch.Table, "_change_data", "x.parquet"), "kept");
        Age(scratch);

        // Six days later all is young enough; the fourth day after that, it is not.
        scratch.Clock.Now += TimeSpan.FromDays(6);
        table.Vacuum().ShouldBe(new(0, 0, 0));
        scratch.Ids(3).ShouldBe([0, 1, 2]);
        File.WriteAllText(Path.Combine(scratch.Table, "about-to-be-committed.parquet"), "young");
        File.SetLastWriteTimeUtc(Path.Combine(scratch.Table, "about-to-be-committed.parquet"), scratch.Clock.Now.UtcDateTime);
        scratch.Clock.Now += TimeSpan.FromDays(4);
        var done = table.Vacuum();

        (done.DataFiles, done.LogFiles).ShouldBe((4, 1));
        done.Bytes.ShouldBeGreaterThan(0);
        scratch.Ids().ShouldBe([0, 1, 2]);
        scratch.DataFiles().Length.ShouldBe(3);
        Directory.EnumerateFiles(scratch.Log, ".*").ShouldBeEmpty();
        var missing = Should.Throw<QuernException>(() => scratch.Ids(3)).Findings.ShouldHaveSingleItem();
        (missing.Code, missing.Message).ShouldBe(("QRN3038", "source 'events': 3 data files of the table's version 3 are missing"));
    }

    [Fact]
    public void Vacuum_CleansTheLogUpToACheckpoint_FromWhichAllVersionsWithinTheRetentionCanBeRead()
    {
        using var scratch = new DeltaScratch();
        var options = new DeltaOptions { CheckpointEvery = 4, LogRetention = new(86_400 * Instant.PerSecond) };
        using var table = scratch.Create(options: options);
        for (var i = 0; i < 13; i++)
        {
            DeltaScratch.Append(table, null, ("2001-03-01", i, null));
            if (i == 9) Age(scratch);
        }

        // The commits up to 10 are two days old, those after it new: 8 is the last checkpoint that an old version may be read from.
        scratch.Clock.Now += TimeSpan.FromDays(2);
        foreach (var version in new[] { 11, 12, 13 }) File.SetLastWriteTimeUtc(Path.Combine(scratch.Log, $"{version:D20}.json"), scratch.Clock.Now.UtcDateTime);
        table.Vacuum().LogFiles.ShouldBe(9);

        Directory.EnumerateFiles(scratch.Log).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(
            [.. Enumerable.Range(8, 6).SelectMany(version => version % 4 == 0 ? new[] { $"{version:D20}.checkpoint.parquet", $"{version:D20}.json" } : [$"{version:D20}.json"]), "_last_checkpoint"]);
        using var fresh = scratch.Open();
        for (var version = 8; version <= 13; version++) fresh.Snapshot(version).Rows.ShouldBe(version);
        Should.Throw<QuernException>(() => fresh.Snapshot(7)).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN3036");
        DeltaScratch.Append(table, null, ("2001-03-01", 13, null)).Version.ShouldBe(14);
        table.Vacuum().ShouldBe(new(0, 0, 0));
    }

    [Fact]
    public void Tombstones_StayInCheckpointsForTheRetention()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create(options: new() { CheckpointEvery = 1 });
        for (var i = 0; i < 2; i++) DeltaScratch.Append(table, null, ("2001-03-01", i, null));
        table.Compact(TestContext.Current.CancellationToken);
        using (var fresh = scratch.Open()) fresh.Snapshot().Tombstones.Count.ShouldBe(2);
        scratch.Clock.Now += TimeSpan.FromDays(8);
        DeltaScratch.Append(table, null, ("2001-03-01", 2, null));
        using (var fresh = scratch.Open()) fresh.Snapshot().Tombstones.Count.ShouldBe(0);
        scratch.Ids().ShouldBe([0, 1, 2]);
    }

    // Files are as old as the disk says, which is not the clock that is set.
    private static void Age(DeltaScratch scratch)
    {
        foreach (var file in Directory.EnumerateFiles(scratch.Table, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })) File.SetLastWriteTimeUtc(file, scratch.Clock.Now.UtcDateTime);
    }
}
