using Quern.Values;

namespace Quern.Tests.Values;

public sealed class ValueCodecTests
{
    public static TheoryData<string> Names => [.. Cases.Keys];

    private static Dictionary<string, Value> Cases { get; } = new()
    {
        ["truth"] = Value.Of(true),
        ["int32"] = Value.Of(int.MinValue),
        ["int64"] = Value.Of(long.MaxValue),
        ["float32"] = Value.Of(1.5f),
        ["negative zero"] = Value.Of(-0.0),
        ["instant"] = Value.Of(new Quern.Time.Instant(-1)),
        ["empty text"] = Value.Of(""),
        ["text"] = Value.Of("a\0é😀"),
        ["empty list"] = Value.List(ValueKind.Int64, []),
        ["list of numbers"] = Value.List(ValueKind.Float64, [Value.Of(1.5), Value.Of(-0.0)]),
        ["list of texts"] = Value.List(ValueKind.String, [Value.Of(""), Value.Of("é")]),
        ["empty list of what may be null"] = Value.NullableList(ValueKind.Int64, []),
        ["numbers and nulls"] = Value.NullableList(ValueKind.Float64, [Value.Null, Value.Of(1.5), Value.Null]),
        ["texts and nulls"] = Value.NullableList(ValueKind.String, [Value.Of(""), Value.Null, Value.Of("é")]),
        ["ranking"] = Value.Counts(DataShape.Ranking, ValueKind.String, [new(Value.Of("b"), 7), new(Value.Of(""), 1)]),
        ["histogram"] = Value.Counts(DataShape.Histogram, ValueKind.Int32, [new(Value.Of(-1), long.MaxValue)]),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_EncodedAndDecoded_IsTheSame(string name)
    {
        var bytes = new List<byte>();
        ValueCodec.Encode(Cases[name], bytes);
        ValueCodec.Decode(Cases[name].Type, bytes.ToArray()).ShouldBe(Cases[name]);
    }

    [Fact]
    public void List_OfWhatMayBeNull_IsShownWithItsNulls()
    {
        Cases["texts and nulls"].ToString().ShouldBe("[, null, é]");
        Cases["texts and nulls"].Type.ToString().ShouldBe("list<string?>");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_WrittenToAResultColumn_IsTheSame(string name)
    {
        var column = new ResultColumn(Cases[name].Type, 3);
        var writer = column.OpenWriter();
        writer.Set(1, Cases[name], FeatureStatus.Present);
        writer.SetNull(2, FeatureStatus.NullValue);
        column[1].ShouldBe(Cases[name]);
        (column.StatusOf(0), column.StatusOf(1), column.StatusOf(2)).ShouldBe((FeatureStatus.NotFound, FeatureStatus.Present, FeatureStatus.NullValue));
    }
}
