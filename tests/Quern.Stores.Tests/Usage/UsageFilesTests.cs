using Quern.Engine.Usage;
using Quern.Stores.Usage;

namespace Quern.Stores.Tests.Usage;

public sealed class UsageFilesTests : IDisposable
{
    private const long Day = 20_779;
    private static readonly UsageShape Shape = new("late_flight", ["airports:count_1h", "late"]);
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-usage-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Counts_AreThoseOfAllThatWereAdded_WhoeverAddedThem()
    {
        // Stores of their own, as processes have them.
        var writers = Enumerable.Range(0, 4).Select(number => (Random: new Random(number), Files: new UsageFiles(Path.Combine(_folder, "new")), Added: new List<UsageHistory>())).ToArray();
        Thread[] threads = [.. writers.Select(writer => new Thread(() =>
        {
            for (var i = 0; i < 40; i++)
            {
                var counts = Random(writer.Random, Day + (i % 2));
                writer.Files.Add(Day + (i % 2), counts);
                writer.Added.Add(counts);
            }
        }))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        var all = writers.SelectMany(writer => writer.Added).Aggregate(UsageHistory.Empty, (sum, one) => sum.With(one));
        var read = new UsageFiles(Path.Combine(_folder, "new")).Read(0);
        read.Counts.ShouldBe(all.Counts, ignoreOrder: true);
        read.Shapes.Values.ShouldBe(all.Shapes.Values, ignoreOrder: true);
        read.Shapes.Values.ShouldAllBe(shape => shape.Features.SequenceEqual(all.Shapes[shape.Id].Features) && shape.Service == all.Shapes[shape.Id].Service);
        var from = (Day * 24) + 30;
        new UsageFiles(Path.Combine(_folder, "new")).Read(from).Counts.ShouldBe(all.Counts.Where(counted => counted.Key.Hour >= from), ignoreOrder: true);
    }

    [Fact]
    public void Lines_ThatACrashCutOff_AreLeftOut_AndSpoilNoOther()
    {
        var files = new UsageFiles(_folder);
        files.Add(Day, Read(Day * 24, "a", 1));
        var path = Directory.GetFiles(_folder, "*.usage").ShouldHaveSingleItem();
        File.AppendAllText(path, "x 1 2 3\ns 0000 a b\nr 1 a b 1 2 3 4 5\nr -5 a b 1 2 3 4 5 6\nr 1 a b 1 2 3 4 5 x\n\nr 49");
        files.Add(Day, Read(Day * 24, "a", 2));
        File.AppendAllText(path, $"r {Day * 24} {Shape.Id} a 1 2 3 4 5 6");
        var read = files.Read(0);
        read.Counts.ShouldHaveSingleItem().Value.Rows.ShouldBe(3);
        read.Shapes.ShouldHaveSingleItem().Value.ShouldBe(Shape);
    }

    [Fact]
    public void ManyLines_BecomeFew_AndDaysOfLongAgoGo()
    {
        var path = Path.Combine(_folder, "2026-11-22.usage");
        File.WriteAllText(Path.Combine(_folder, "2026-08-24.usage"), "");
        File.WriteAllText(Path.Combine(_folder, "2026-08-25.usage"), "");
        File.WriteAllText(Path.Combine(_folder, "notes.usage"), "");
        var (files, random, all) = (new UsageFiles(_folder), new Random(3), UsageHistory.Empty);
        for (var i = 0; i < 6; i++)
        {
            var counts = new UsageHistory(Enumerable.Range(0, 4_000).ToDictionary(number => new UsageKey((Day * 24) + (number % 24), UsageKind.Read, Shape.Id, $"c{number}"), _ => Some(random)), Read(0, "a", 1).Shapes);
            all = all.With(counts);
            files.Add(Day, counts);
        }

        Directory.GetFiles(_folder, "*.usage").Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["2026-08-25.usage", "2026-11-22.usage", "notes.usage"]);
        File.ReadLines(path).Count().ShouldBe(4_001);
        files.Read(0).Counts.ShouldBe(all.Counts, ignoreOrder: true);
    }

    [Fact]
    public void AShape_IsWrittenOnce_AndAgainWhenItsFileIsGone()
    {
        var files = new UsageFiles(_folder);
        for (var i = 0; i < 3; i++) files.Add(Day, Read(Day * 24, "a", 1));
        var path = Directory.GetFiles(_folder, "*.usage").ShouldHaveSingleItem();
        File.ReadLines(path).Count(line => line.StartsWith("s ", StringComparison.Ordinal)).ShouldBe(1);
        File.Delete(path);
        files.Add(Day, Read(Day * 24, "a", 1));
        files.Read(0).Shapes.ShouldHaveSingleItem().Value.ShouldBe(Shape);
    }

    [Fact]
    public void Folder_ThatIsAFile_IsTold()
    {
        File.WriteAllText(Path.Combine(_folder, "taken"), "");
        var finding = Should.Throw<QuernException>(() => new UsageFiles(Path.Combine(_folder, "taken")).Add(Day, Read(Day * 24, "a", 1))).Findings.ShouldHaveSingleItem();
        (finding.Code, finding.Message).ShouldBe(("QRN6390", $"what is read and written cannot be counted in '{Path.Combine(_folder, "taken")}'"));
    }

    [Fact]
    public void Nothing_IsKept_OfWhatWasNeverCounted() => new UsageFiles(Path.Combine(_folder, "none")).Read(0).Counts.ShouldBeEmpty();

    private static UsageHistory Read(long hour, string consumer, long rows) =>
        new(new Dictionary<UsageKey, UsageCounts> { [new(hour, UsageKind.Read, Shape.Id, consumer)] = new(1, rows, 2 * rows, 10, 10, 0) }, new Dictionary<string, UsageShape> { [Shape.Id] = Shape });

    private static UsageCounts Some(Random random) => new(random.Next(9), random.Next(99), random.Next(999), random.NextInt64(1L << 40), random.NextInt64(1L << 40), random.Next(5));

    private static UsageHistory Random(Random random, long day)
    {
        UsageShape[] shapes = [Shape, new(null, ["a:b"]), new(null, []), new("other", ["view@2:x"])];
        var counts = new Dictionary<UsageKey, UsageCounts>();
        for (var i = random.Next(1, 9); i > 0; i--)
        {
            var kind = (UsageKind)random.Next(4);
            var subject = kind switch { UsageKind.Write => "view@2", UsageKind.Server => UsageKey.None, _ => shapes[random.Next(shapes.Length)].Id };
            counts[new((day * 24) + random.Next(24), kind, subject, random.Next(2) == 0 ? ConsumerNames.Other : "checkout/eu@1")] = Some(random);
        }

        return new(counts, shapes.Where(shape => counts.Keys.Any(key => key.Subject == shape.Id)).ToDictionary(shape => shape.Id));
    }
}
