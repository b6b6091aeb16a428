using Quern.Engine.Objectives;
using Quern.Stores.Objectives;

namespace Quern.Stores.Tests.Objectives;

public sealed class MinuteFilesTests : IDisposable
{
    private const string Measure = "latency-checkout-20ms";
    private const long Now = 29_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("quern-objectives-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Counts_OutliveTheStore_AndMeasuresAreApart()
    {
        var files = new MinuteFiles(Path.Combine(_folder, "new"));
        files.Read(Measure).Sum(Now, MinuteCounts.Minutes).ShouldBe((0, 0));
        files.Add(Measure, Now - 1, 3, 4);
        files.Add(Measure, Now, 1, 1);
        files.Add(Measure, Now, 0, 2);
        files.Add("errors-checkout", Now, 9, 9);
        new MinuteFiles(Path.Combine(_folder, "new")).Read(Measure).Sum(Now, 2).ShouldBe((4, 7));
    }

    [Fact]
    public void Lines_ThatACrashCutOff_AreLeftOut()
    {
        var files = new MinuteFiles(_folder);
        files.Add(Measure, Now, 3, 4);
        File.AppendAllText(Path.Combine(_folder, Measure + ".minutes"), "29000001 5\nnonsense 1 1\n29000001 9 1\n\n2900");
        files.Read(Measure).Sum(Now + 5, 100).ShouldBe((3, 4));
    }

    [Fact]
    public void Lines_OfLongAgo_Go_WhenThereAreMany()
    {
        var path = Path.Combine(_folder, Measure + ".minutes");
        File.WriteAllLines(path, Enumerable.Range(0, (2 * MinuteCounts.Minutes) + 5).Select(minute => $"{Now + minute} 1 2"));
        var last = Now + (2 * MinuteCounts.Minutes) + 4;
        new MinuteFiles(_folder).Read(Measure).Sum(last, MinuteCounts.Minutes).ShouldBe((MinuteCounts.Minutes, 2 * MinuteCounts.Minutes));
        File.ReadAllLines(path).Length.ShouldBe(MinuteCounts.Minutes);
    }

    [Fact]
    public void Lines_OfLongAgo_Go_WhileAServerRuns()
    {
        var path = Path.Combine(_folder, Measure + ".minutes");
        File.WriteAllLines(path, Enumerable.Range(0, (2 * MinuteCounts.Minutes) - 1).Select(minute => $"{Now + minute} 1 2"));
        var files = new MinuteFiles(_folder);
        files.Read(Measure);
        // What was read is four weeks; as much may come again.
        var last = Now + (2 * MinuteCounts.Minutes) - 2;
        for (var minute = 1; minute <= MinuteCounts.Minutes + 1; minute++) files.Add(Measure, last + minute, 1, 2);
        File.ReadAllLines(path).Length.ShouldBe(MinuteCounts.Minutes);
        files.Read(Measure).Sum(last + MinuteCounts.Minutes + 1, MinuteCounts.Minutes).ShouldBe((MinuteCounts.Minutes, 2 * MinuteCounts.Minutes));
    }

    [Fact]
    public void Folder_ThatIsAFile_IsTold()
    {
        File.WriteAllText(Path.Combine(_folder, "taken"), "");
        Should.Throw<QuernException>(() => new MinuteFiles(Path.Combine(_folder, "taken")).Add(Measure, Now, 1, 1)).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN6370");
    }
}
