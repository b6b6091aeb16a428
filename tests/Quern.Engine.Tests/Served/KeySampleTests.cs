using Quern.Engine.Served;
using Quern.Values;

namespace Quern.Engine.Tests.Served;

public sealed class KeySampleTests
{
    [Fact]
    public void Sample_OfKeys_IsTheSameInEveryProcess() =>
        In(0.3, 40).ShouldBe([2, 3, 7, 17, 23, 25, 30, 33, 35, 36, 38, 39]);

    [Fact]
    public void LargerSample_HasAllOfASmallerOne() => In(0.2, 1000).Except(In(0.5, 1000)).ShouldBeEmpty();

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.25)]
    [InlineData(0.9)]
    public void Share_IsThatOfTheKeys(double share) => In(share, 100_000).Length.ShouldBeInRange((int)(share * 100_000) - 700, (int)(share * 100_000) + 700);

    [Fact]
    public void NoneAndAll_AreExact()
    {
        In(0, 1000).ShouldBeEmpty();
        In(1, 1000).Length.ShouldBe(1000);
    }

    [Fact]
    public void Text_GoesByItsBytes_WhateverColumnHoldsIt()
    {
        var sample = new KeySample(0.5);
        var (one, other) = (new TextColumn(new StringPool()), new TextColumn(new StringPool()));
        for (var i = 0; i < 200; i++) one.Append(System.Text.Encoding.UTF8.GetBytes($"key {i}"));
        for (var i = 199; i >= 0; i--) other.Append(System.Text.Encoding.UTF8.GetBytes($"key {i}"));
        var hits = Enumerable.Range(0, 200).Select(row => sample.Has([one], row, 0)).ToArray();
        Enumerable.Range(0, 200).Select(row => sample.Has([other], 199 - row, 0)).ShouldBe(hits);
        hits.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void PartsOfAKey_CountInTheirOrder_AndANullIsAPart()
    {
        var sample = new KeySample(0.5);
        var (left, right) = (new Int64Column(ValueKind.Int64), new Int64Column(ValueKind.Int64));
        for (var i = 0; i < 300; i++)
        {
            left.Append(i);
            if (i % 3 == 0) right.AppendNull();
            else right.Append(7);
        }

        var rows = Enumerable.Range(0, 300).ToArray();
        rows.Count(row => sample.Has([left, right], row, 0) != sample.Has([right, left], row, 0)).ShouldBeGreaterThan(50);
        rows.Count(row => sample.Has([left, right], row, 0)).ShouldBeInRange(100, 200);
    }

    [Fact]
    public void RowsWithoutKeys_GoByTheirRequest() => Enumerable.Range(0, 1000).Count(request => new KeySample(0.5).Has([], 0, StableHash.Of(request))).ShouldBeInRange(400, 600);

    private static int[] In(double share, int keys)
    {
        var (sample, column) = (new KeySample(share), new Int64Column(ValueKind.Int64));
        for (var key = 0; key < keys; key++) column.Append(key);
        return [.. Enumerable.Range(0, keys).Where(row => sample.Has([column], row, 0))];
    }
}
