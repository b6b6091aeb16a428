using Quern.Values;

namespace Quern.Tests.Values;

public sealed class ResultBlockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Row_WrittenAtOnce_IsWhatWritersOfEachColumnWrite(int rows)
    {
        var (block, one) = (NewBlock(), NewBlock());
        ResultWriter[] writers = [.. one.Columns.Select(column => column.OpenWriter())];
        block.Reset(rows);
        one.Reset(rows);
        for (var row = 0; row < rows; row++)
        {
            long[] bits = [7 + row, BitConverter.DoubleToInt64Bits(row / 2.0), row % 2];
            block.SetRow(row, bits);
            for (var column = 0; column < writers.Length; column++) writers[column].SetBits(row, bits[column]);
        }

        for (var column = 0; column < writers.Length; column++)
        {
            block.Columns[column].Slots.ToArray().ShouldBe(one.Columns[column].Slots.ToArray());
            block.Columns[column].Statuses.ToArray().ShouldBe(one.Columns[column].Statuses.ToArray());
            block.Columns[column].StatusOf(rows - 1).ShouldBe(FeatureStatus.Present);
        }
    }

    [Fact]
    public void Writers_StayGood_WhenTheBlockGrowsAndShrinks()
    {
        var block = NewBlock();
        var writer = block.Columns[1].OpenWriter();
        foreach (var rows in new[] { 1, 5, 2 })
        {
            block.Reset(rows);
            writer.SetDouble(rows - 1, 2.5);
            block.Columns[1][rows - 1].ShouldBe(Value.OfBits(ValueKind.Float64, BitConverter.DoubleToInt64Bits(2.5)));
            block.Columns.Sum(column => column.Statuses.ToArray().Count(status => status == (byte)FeatureStatus.Present)).ShouldBe(1);
        }
    }

    [Fact]
    public void RowOutside_AndTooFewValues_AreRefused()
    {
        var block = NewBlock();
        block.Reset(2);
        Should.Throw<ArgumentOutOfRangeException>(() => block.SetRow(2, new long[3]));
        Should.Throw<ArgumentOutOfRangeException>(() => block.SetRow(-1, new long[3]));
        Should.Throw<ArgumentException>(() => block.SetRow(0, new long[2])).ShouldNotBeOfType<ArgumentOutOfRangeException>();
        Should.Throw<InvalidOperationException>(() => block.Columns[0].Reset(3));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void Writer_NeverReachesTheColumnBeside(int row)
    {
        var block = NewBlock();
        block.Reset(2);
        var writer = block.Columns[1].OpenWriter();
        Should.Throw<ArgumentOutOfRangeException>(() => writer.SetBits(row, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => writer.SetNull(row, FeatureStatus.NullValue));
        Should.Throw<ArgumentOutOfRangeException>(() => writer.Mark(row, FeatureStatus.OutsideMaxAge));
        Should.Throw<ArgumentOutOfRangeException>(() => writer.SetText(row, "far"));
        block.Columns.SelectMany(column => column.Statuses.ToArray()).ShouldAllBe(status => status == (byte)FeatureStatus.NotFound);
    }

    private static ResultBlock NewBlock() => new([DataType.Scalar(ValueKind.Int64), DataType.Scalar(ValueKind.Float64), DataType.Scalar(ValueKind.Boolean)]);
}
