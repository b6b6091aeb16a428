using Quern.Stores.Objects;

namespace Quern.Stores.Tests.Objects;

/// <summary>Sets of bytes are what sets of numbers are.</summary>
public sealed class ByteRangesTests
{
    private const int Bytes = 60;

    [Theory]
    [InlineData(1), InlineData(2)]
    public void Sets_OfRanges_AreAsSetsOfNumbers(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var (left, right) = (Some(random), Some(random));
            var (a, b) = (ByteRanges.Of(left), ByteRanges.Of(right));
            Same(a, Numbers(left), seed);
            Same(a.Plus(b), Numbers(left).Union(Numbers(right)), seed);
            Same(a.Without(b), Numbers(left).Except(Numbers(right)), seed);
            ByteRanges.Read(a.Write(), Bytes)!.All.ShouldBe(a.All);
            var (gap, joined) = (random.Next(5), a.Joined(5));
            joined.Without(a).All.ShouldAllBe(range => range.Length <= 5);
            a.Without(a.Joined(gap)).All.ShouldBeEmpty($"seed {seed}");
            joined.All.Zip(joined.All.Skip(1), (one, next) => next.Offset - one.End).ShouldAllBe(between => between > 5);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0 4")]
    [InlineData("0 4\n")]
    [InlineData("0 4\n.")]
    [InlineData("0 4\n8\n.\n")]
    [InlineData("0 -4\n.\n")]
    [InlineData("0 61\n.\n")]
    [InlineData("61 0\n.\n")]
    [InlineData("1 9223372036854775807\n.\n")]
    [InlineData("0 99999999999999999999\n.\n")]
    public void Text_ThatIsNotAll_IsNoSet(string text) => ByteRanges.Read(text, Bytes).ShouldBeNull();

    private static ByteRange[] Some(Random random) => [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(Bytes)).Select(start => new ByteRange(start, random.Next(Math.Min(12, Bytes - start))))];

    private static IEnumerable<long> Numbers(IEnumerable<ByteRange> ranges) => ranges.SelectMany(range => Enumerable.Range((int)range.Offset, (int)range.Length)).Select(number => (long)number).Distinct();

    private static void Same(ByteRanges found, IEnumerable<long> expected, int seed)
    {
        Numbers(found.All).ShouldBe(expected.Order(), $"seed {seed}");
        found.Total.ShouldBe(expected.Count());
        found.All.Zip(found.All.Skip(1), (one, next) => next.Offset - one.End).ShouldAllBe(between => between > 0);
    }
}
