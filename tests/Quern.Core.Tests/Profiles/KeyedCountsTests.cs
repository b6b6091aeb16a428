using Quern.Profiles;

namespace Quern.Tests.Profiles;

public sealed class KeyedCountsTests
{
    [Fact]
    public void AnyOrderOfAddsMergesAndKeeps_IsThatOfAPlainDictionary()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (counts, plain) = (new KeyedCounts<int>(), new Dictionary<int, long>());
            for (var step = random.Next(40); step > 0; step--)
            {
                if (random.Next(3) > 0) Add(random, counts, plain);
                else if (random.Next(2) == 0) Merge(random, counts, plain);
                else Keep(random.Next(plain.Count + 3), counts, plain);
                // Not always: that puts what was added in order.
                if (random.Next(2) == 0) ShouldBe(counts, plain, seed);
            }

            ShouldBe(counts, plain, seed);
        }
    }

    [Fact]
    public void Merge_WithItself_IsTwiceAsMuch()
    {
        var counts = new KeyedCounts<int>([(3, 1)]);
        counts.Add(1, 5);
        counts.Merge(counts);
        counts.Sorted().ToArray().ShouldBe([(1, 10L), (3, 2L)]);
    }

    private static void Add(Random random, KeyedCounts<int> counts, Dictionary<int, long> plain)
    {
        var (key, count) = (random.Next(-10, 10), random.Next(1, 5));
        counts.Add(key, count);
        plain[key] = plain.GetValueOrDefault(key) + count;
    }

    private static void Merge(Random random, KeyedCounts<int> counts, Dictionary<int, long> plain)
    {
        var (other, added) = (new KeyedCounts<int>(), new Dictionary<int, long>());
        for (var step = random.Next(12); step > 0; step--) Add(random, other, added);
        counts.Merge(other);
        foreach (var (key, count) in added) plain[key] = plain.GetValueOrDefault(key) + count;
        // What is merged stays as it was.
        ShouldBe(other, added, 0);
    }

    private static void Keep(int first, KeyedCounts<int> counts, Dictionary<int, long> plain)
    {
        counts.Keep(first);
        foreach (var key in plain.Keys.Order().Skip(first).ToArray()) plain.Remove(key);
    }

    private static void ShouldBe(KeyedCounts<int> counts, Dictionary<int, long> plain, int seed)
    {
        counts.Count.ShouldBe(plain.Count, $"seed {seed}");
        counts.Sorted().ToArray().ShouldBe(plain.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)), $"seed {seed}");
    }
}
