using Quern.Time;
using Quern.Values;

namespace Quern.Tests.Values;

public sealed class RowKeyTests
{
    private static readonly string[] Texts = ["", "\0", "\0\0", "\0a", "a", "a\0", "a\0b", "ab", "1", "12", "3", "23", "é", "😀", "\uFFFF", "\u0001"];

    [Fact]
    public void Keys_OfDifferentParts_Differ()
    {
        RowKey.Of(Value.Of("1"), Value.Of("23")).ShouldNotBe(RowKey.Of(Value.Of("12"), Value.Of("3")));
        RowKey.Of(Value.Of("1")).ShouldNotBe(RowKey.Of(Value.Of(1)));
        RowKey.Of(Value.Of(1)).ShouldNotBe(RowKey.Of(Value.Of(true)));
        RowKey.Of(Value.Of(1L)).ShouldNotBe(RowKey.Of(Value.Of(new Instant(1))));
    }

    [Fact]
    public void Keys_OfOneNumberInTwoWidths_AreEqual()
    {
        RowKey.Of(Value.Of(-7)).ShouldBe(RowKey.Of(Value.Of(-7L)));
        RowKey.Of(Value.Of(-7)).GetHashCode().ShouldBe(RowKey.Of(Value.Of(-7L)).GetHashCode());
    }

    [Fact]
    public void Keys_OfRandomParts_OrderAsTheirParts()
    {
        var random = new Random(17);
        for (var i = 0; i < 20_000; i++)
        {
            var (left, right) = (Parts(random), Parts(random));
            var bytes = RowKey.Of(left).Bytes.Span.SequenceCompareTo(RowKey.Of(right).Bytes.Span);
            Math.Sign(bytes).ShouldBe(Math.Sign(Compare(left, right)), $"({string.Join(", ", left)}) and ({string.Join(", ", right)})");
        }
    }

    [Fact]
    public void Part_ThatIsNullOrReal_IsRefused()
    {
        Should.Throw<ArgumentException>(() => RowKey.Of(Value.Null));
        Should.Throw<ArgumentException>(() => RowKey.Of(Value.Of(1.5)));
    }

    private static Value[] Parts(Random random) => [Value.Of(Texts[random.Next(Texts.Length)]), Number(random), Value.Of(Texts[random.Next(Texts.Length)])];

    private static Value Number(Random random) => Value.Of(random.Next(3) switch
    {
        0 => random.Next(-2, 3),
        1 => random.Next(2) == 0 ? long.MinValue : long.MaxValue,
        _ => random.NextInt64(long.MinValue, long.MaxValue),
    });

    private static int Compare(Value[] left, Value[] right)
    {
        var first = Compare(left[0].AsText(), right[0].AsText());
        var second = left[1].AsInt64().CompareTo(right[1].AsInt64());
        return first != 0 ? first : second != 0 ? second : Compare(left[2].AsText(), right[2].AsText());
    }

    private static int Compare(string left, string right) =>
        System.Text.Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(right));
}
