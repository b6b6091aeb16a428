using Quern.Drift;
using Quern.Profiles;
using Quern.Values;

namespace Quern.Tests.Drift;

public sealed class DistancesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Between_AProfileAndItself_IsNothing(int count)
    {
        var random = new Random(count);
        int[] values = [.. Enumerable.Range(0, count).Select(_ => random.Next(-1000, 1000))];
        var distances = Distances.Between(Numbers(values), Numbers(values))!;
        distances.Stability.ShouldBe(0, 1e-9);
        distances.JensenShannon.ShouldBe(0, 1e-6);
        distances.KolmogorovSmirnov.ShouldBe(0, 1e-9);
        distances.Wasserstein.ShouldBe(0, 1e-9);
        distances.ChiSquare.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Between_ValuesThatHaveNothingInCommon_IsAtTheEnd()
    {
        var distances = Distances.Between(Numbers([.. Enumerable.Range(1, 100)]), Numbers([.. Enumerable.Range(1001, 100)]))!;
        distances.KolmogorovSmirnov.ShouldBe(1, 1e-9);
        distances.Wasserstein.ShouldBe(1000 / 28.87, 1);
    }

    [Fact]
    public void Between_Shares_AreTheFormulas()
    {
        var distances = Distances.Between([50, 50], [75, 25])!;
        distances.Stability.ShouldBe((0.25 * Math.Log(1.5)) + (-0.25 * Math.Log(0.5)), 1e-12);
        distances.KolmogorovSmirnov.ShouldBe(0.25, 1e-12);
        distances.ChiSquare.ShouldBe(2 * 0.0625 / 0.5, 1e-12);
        var divergence = (Entropy(0.625, 0.375) - ((Entropy(0.5, 0.5) + Entropy(0.75, 0.25)) / 2));
        distances.JensenShannon.ShouldBe(Math.Sqrt(divergence), 1e-12);
    }

    [Fact]
    public void Between_Categories_SeesANewOne()
    {
        var distances = Distances.Between(Texts("a", "a", "b", "b"), Texts("a", "a", "c", "c"))!;
        distances.KolmogorovSmirnov.ShouldBe(0.5, 1e-12);
        distances.JensenShannon.ShouldBe(Math.Sqrt(0.5), 1e-12);
    }

    [Fact]
    public void Between_MoreCategoriesThanAreKept_AndTheSameReadBack_IsNextToNothing()
    {
        var random = new Random(5);
        var known = Texts([.. Enumerable.Range(0, 20_000).Select(_ => $"c{(int)Math.Exp(random.NextDouble() * 5.8)}")]);
        var bytes = new List<byte>();
        known.Write(bytes);
        ReadOnlySpan<byte> all = bytes.ToArray();
        var read = ValueProfile.Read(ref all);
        read.HasAllValues.ShouldBeFalse();
        Distances.Between(known, read)!.JensenShannon.ShouldBeLessThan(0.03);
    }

    [Fact]
    public void Between_NothingAndSomething_IsUnknown() => Distances.Between(Numbers([]), Numbers([1])).ShouldBeNull();

    private static double Entropy(params double[] shares) => -shares.Sum(share => share * Math.Log2(share));

    private static ValueProfile Numbers(IReadOnlyList<int> values)
    {
        var column = new Int64Column(ValueKind.Int64);
        foreach (var value in values) column.Append(value);
        var profile = new ValueProfile(DataType.Scalar(ValueKind.Int64));
        profile.Add(column, [.. Enumerable.Range(0, values.Count)]);
        return profile;
    }

    private static ValueProfile Texts(params string[] values)
    {
        var column = new TextColumn(new StringPool());
        foreach (var value in values) column.Append(column.Pool.Intern(value));
        var profile = new ValueProfile(DataType.Scalar(ValueKind.String));
        profile.Add(column, [.. Enumerable.Range(0, values.Length)]);
        return profile;
    }
}
