using Quern.Definitions;
using Quern.Values;

namespace Quern.Stores.Tests.Sources;

public sealed class SourceMetadataTests
{
    [Fact]
    public void Snapshot_ChangesWithAFileAndOnlyThen()
    {
        using var scratch = new SourceScratch();
        scratch.Write("a.csv", "t\n2001-01-01\n");
        scratch.Write("b.csv", "t\n2001-01-01\n");
        var source = SourceCases.Of(SourceFormat.Csv, "*.csv");
        var before = scratch.Reader.Snapshot(source);

        scratch.Reader.Snapshot(source).Id.ShouldBe(before.Id);
        before.Files.Select(file => (file.Path, file.Bytes)).ShouldBe([("a.csv", 13), ("b.csv", 13)]);
        before.Id.Length.ShouldBe(64);

        File.SetLastWriteTimeUtc(Path.Combine(scratch.Folder, "b.csv"), DateTime.UnixEpoch);
        var after = scratch.Reader.Snapshot(source);
        after.Id.ShouldNotBe(before.Id);
        after.Files[1].Modified.ShouldBe(0);
    }

    [Fact]
    public void Estimate_OfText_IsNearTheTruth()
    {
        using var scratch = new SourceScratch();
        var text = "t,x\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"2001-01-01,{i}\n"));
        scratch.Write("x.csv", text);
        scratch.Write("x.csv.gz", text);

        foreach (var file in new[] { "x.csv", "x.csv.gz" })
            scratch.Reader.EstimateRows(SourceCases.Of(SourceFormat.Csv, file, SourceCases.Required("x", ValueKind.Int64))).ShouldBeInRange(100_000, 400_000);
    }

    [Fact]
    public void Estimate_OfAMissingFile_SaysSo()
    {
        using var scratch = new SourceScratch();

        Should.Throw<QuernException>(() => scratch.Reader.EstimateRows(SourceCases.Of(SourceFormat.Csv, "absent.csv"))).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN3020");
    }
}
