using Quern.Engine.Usage;

namespace Quern.Engine.Tests.Usage;

public sealed class CostReportTests
{
    private static readonly UsageShape[] Shapes = [new("late_flight", ["delays:a", "delays:a", "delays:b", "airports:a", "late"]), new("plain", ["delays:b"]), new(null, ["airports:a"]), new(null, [])];
    private static readonly Dictionary<string, IReadOnlyList<string>> Features = new() { ["delays"] = ["a", "b", "c"], ["airports"] = ["a"], ["empty"] = [] };
    private static readonly Dictionary<string, StoredSize> Stored = new() { ["delays"] = new(30, 3_000), ["gone"] = new(5, 100) };

    [Theory]
    [InlineData(CostBy.Feature)]
    [InlineData(CostBy.View)]
    [InlineData(CostBy.Service)]
    [InlineData(CostBy.Consumer)]
    public void Lines_AreThoseThatAreAddedUpOneByOne(CostBy by)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var history = Random(seed);
            var report = CostReport.Of(by, history, 24, Stored, Features, null);
            var slow = Slowly(by, history);
            report.Lines.Select(rank => rank.Line.Name).ShouldBe(slow.Keys, ignoreOrder: true, $"seed {seed}");
            foreach (var (line, share, money) in report.Lines)
            {
                var (ticks, read, trained, written, stored) = slow[line.Name];
                (line.ReadTicks + line.TrainingTicks + line.WriteTicks).ShouldBe(ticks, 1e-3, $"seed {seed}, {line.Name}");
                (line.ReadValues - read, line.TrainingValues - trained, line.WrittenRecords - written, line.StoredBytes - stored).ShouldBe((0, 0, 0, 0), new Near(), $"seed {seed}, {line.Name}");
                money.ShouldBeNull();
                share.ShouldBeInRange(0, 1);
            }

            report.Lines.Select(rank => rank.Share).ShouldBe(report.Lines.Select(rank => rank.Share).OrderDescending());
            if (report.Lines.Any(rank => rank.Share > 0)) report.Lines.Sum(rank => rank.Share).ShouldBe(1, 1e-9);
            report.Server.Ticks.ShouldBe(history.Counts.Where(counted => counted.Key.Kind == UsageKind.Server).Sum(counted => counted.Value.Ticks));
        }
    }

    [Fact]
    public void Prices_MakeMoney_AndSharesOfIt()
    {
        var counts = new Dictionary<UsageKey, UsageCounts>
        {
            [new(1, UsageKind.Read, Shapes[1].Id, "x")] = new(1, 1, 1, 2L << 30, TimeSpan.FromHours(2).Ticks, 0),
            [new(1, UsageKind.Write, "airports", ConsumerNames.Stream)] = new(0, 9, 3_000_000, 9, 0, 0),
        };
        var history = new UsageHistory(counts, Shapes.ToDictionary(shape => shape.Id));
        // Of delays 2 hours, 2 GiB served and half a month of 4 GiB; of airports 3 million records.
        var report = CostReport.Of(CostBy.View, history, 15 * 24, new Dictionary<string, StoredSize> { ["delays"] = new(1, 4L << 30) }, Features, new(CpuHour: 0.5, GibMonth: 0.25, GibServed: 2, MillionRecords: 1.5, "EUR"));
        report.Lines.Select(rank => (rank.Line.Name, rank.Money, rank.Share)).ShouldBe([("delays", 5.5, 0.55), ("airports", 4.5, 0.45)]);
        CostReport.Of(CostBy.View, history, 1, new Dictionary<string, StoredSize>(), Features, new()).Lines.ShouldAllBe(rank => rank.Money == 0 && rank.Share == 0);
    }

    [Fact]
    public void Nothing_CostsNothing() => CostReport.Of(CostBy.Feature, UsageHistory.Empty, 1, new Dictionary<string, StoredSize>(), Features, null).Lines.ShouldBeEmpty();

    // Count by count, feature by feature.
    private static Dictionary<string, (double Ticks, double Read, double Trained, double Written, double Stored)> Slowly(CostBy by, UsageHistory history)
    {
        var sums = new Dictionary<string, (double, double, double, double, double)>();
        void Add(string name, double ticks, double read, double trained, double written, double stored) =>
            sums[name] = sums.TryGetValue(name, out var before) ? (before.Item1 + ticks, before.Item2 + read, before.Item3 + trained, before.Item4 + written, before.Item5 + stored) : (ticks, read, trained, written, stored);
        void AddView(string view, double ticks, double written, double stored)
        {
            if (by == CostBy.View || !Features.TryGetValue(view, out var features) || features.Count == 0) Add(view, ticks, 0, 0, written, stored);
            else foreach (var feature in features) Add($"{view}:{feature}", ticks / features.Count, 0, 0, written / features.Count, stored / features.Count);
        }

        foreach (var (key, counts) in history.Counts)
        {
            if (key.Kind is UsageKind.Read or UsageKind.TrainingSet)
            {
                var shape = Shapes.Single(one => one.Id == key.Subject);
                var (read, trained) = key.Kind == UsageKind.Read ? (counts.Values, 0.0) : (0.0, (double)counts.Values);
                if (by == CostBy.Service) Add(shape.Service ?? "(list)", counts.Ticks, read, trained, 0, 0);
                else if (by == CostBy.Consumer) Add(key.Consumer, counts.Ticks, read, trained, 0, 0);
                else
                    foreach (var feature in shape.Features)
                        Add(by == CostBy.Feature ? feature : feature.Contains(':') ? feature.Split(':')[0] : "(on demand)", counts.Ticks / (double)shape.Features.Count, read / shape.Features.Count, trained / shape.Features.Count, 0, 0);
            }
            else if (key.Kind == UsageKind.Write && by is CostBy.Feature or CostBy.View) AddView(key.Subject, counts.Ticks, counts.Values, 0);
        }

        if (by is CostBy.Feature or CostBy.View)
            foreach (var (view, size) in Stored) AddView(view, 0, 0, size.Bytes);
        return sums;
    }

    private static UsageHistory Random(int seed)
    {
        var random = new Random(seed);
        var counts = new Dictionary<UsageKey, UsageCounts>();
        for (var i = random.Next(30); i > 0; i--)
        {
            var kind = (UsageKind)random.Next(4);
            var subject = kind switch { UsageKind.Write => random.Next(2) == 0 ? "delays" : "gone", UsageKind.Server => UsageKey.None, _ => Shapes[random.Next(Shapes.Length)].Id };
            counts[new(random.Next(3), kind, subject, $"c{random.Next(3)}")] = new(random.Next(9), random.Next(9), random.Next(99), random.Next(9_999), random.Next(9_999), 0);
        }

        return new(counts, Shapes.ToDictionary(shape => shape.Id));
    }

    private sealed class Near : IEqualityComparer<(double, double, double, double)>
    {
        public bool Equals((double, double, double, double) x, (double, double, double, double) y) =>
            Math.Abs(x.Item1 - y.Item1) + Math.Abs(x.Item2 - y.Item2) + Math.Abs(x.Item3 - y.Item3) + Math.Abs(x.Item4 - y.Item4) < 1e-6;

        public int GetHashCode((double, double, double, double) obj) => 0;
    }
}
