using System.Runtime.InteropServices;
using Quern.Engine.Online;
using Quern.Values;

namespace Quern.Engine.Tests.Online;

public sealed class BlockColumnTests
{
    private static readonly long[] Numbers = [0, 1, -1, 255, 256, 65_536, -70_000, int.MaxValue, 1L << 40, -(1L << 55), long.MaxValue, long.MinValue];

    private static readonly double[] Reals = [0, -0.0, 1, -1, 12.5, 0.1, 0.2, 0.1 + 0.2, 99.99, 1234.5678, 0.00001, 1e15 + 0.5, 1e300, double.MaxValue, double.Epsilon, double.NaN, double.NegativeInfinity];

    [Fact]
    public void WholeNumbers_ComeBackAsTheyWere()
    {
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var choice = Numbers[..random.Next(1, Numbers.Length + 1)];
            var column = new Int64Column(ValueKind.Int64);
            for (var row = random.Next(1, 40); row > 0; row--) Append(column, random, () => column.Append(unchecked(choice[random.Next(choice.Length)] + random.Next(3))));
            Check(column, random, row => column.Values[row]);
        }
    }

    [Fact]
    public void Reals_ComeBackToTheBit()
    {
        var random = new Random(2);
        for (var round = 0; round < 2000; round++)
        {
            var choice = Reals[..random.Next(1, Reals.Length + 1)];
            var column = new Float64Column(ValueKind.Float64);
            for (var row = random.Next(1, 40); row > 0; row--) Append(column, random, () => column.Append(choice[random.Next(choice.Length)] + (random.Next(10) == 0 ? random.Next(10_000) / 100.0 : 0)));
            Check(column, random, row => BitConverter.DoubleToInt64Bits(column.Values[row]));
        }
    }

    [Fact]
    public void Times_AreTheFirstColumn_AndTheNextBeginsBehindThem()
    {
        var (bytes, times) = (new List<byte>(), new long[] { 1_700_000_000_000_000, 1_700_000_000_000_001, 1_700_000_086_400_000 });
        BlockColumn.Write(bytes, times);
        bytes.Count.ShouldBe(1 + 8 + (4 * times.Length));
        BlockColumn.SizeOf(CollectionsMarshal.AsSpan(bytes), ValueKind.Timestamp, times.Length).ShouldBe(bytes.Count);
        for (var row = 0; row < times.Length; row++) new BlockColumn(CollectionsMarshal.AsSpan(bytes), ValueKind.Timestamp, times.Length).Bits(row).ShouldBe(times[row]);
    }

    [Theory]
    [InlineData(new[] { 19.99, 5, 0.5 }, 2)]
    [InlineData(new[] { 1.0, 2, 250 }, 1)]
    [InlineData(new[] { 1e300, 1.0 / 3 }, 8)]
    public void Reals_OfFewDigits_TakeFewBytes(double[] values, int width)
    {
        var column = new Float64Column(ValueKind.Float64);
        foreach (var value in values) column.Append(value);
        var bytes = new List<byte>();
        BlockColumn.Write(bytes, column, 0, column.Count);
        bytes.Count.ShouldBe(1 + 8 + (width * values.Length));
    }

    private static void Append(Column column, Random random, Action append)
    {
        if (random.Next(6) == 0) column.AppendNull();
        else append();
    }

    // With other bytes behind it, as in a block, and none, as at its end.
    private static void Check(Column column, Random random, Func<int, long> bits)
    {
        var bytes = new List<byte>();
        var start = random.Next(column.Count);
        BlockColumn.Write(bytes, column, start, column.Count);
        var (count, size) = (column.Count - start, bytes.Count);
        if (random.Next(2) == 0) bytes.AddRange([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        var stored = CollectionsMarshal.AsSpan(bytes);
        BlockColumn.SizeOf(stored, column.Kind, count).ShouldBe(size);
        var read = new BlockColumn(stored, column.Kind, count);
        for (var row = 0; row < count; row++)
        {
            read.IsNull(row).ShouldBe(column.IsNull(start + row));
            if (!column.IsNull(start + row)) read.Bits(row).ShouldBe(bits(start + row));
        }
    }
}
