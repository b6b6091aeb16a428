using System.Text;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Protocol.Tests.Online;

public sealed class ValueWriterTests
{
    public static TheoryData<string, string> Encodings => new()
    {
        { "true", Json(Value.Of(true)) },
        { "false", Json(Value.Of(false)) },
        { "-2147483648", Json(Value.Of(int.MinValue)) },
        { "2147483647", Json(Value.Of(int.MaxValue)) },
        { "9223372036854775807", Json(Value.Of(long.MaxValue)) },
        { "-9223372036854775808", Json(Value.Of(long.MinValue)) },
        { "0.10000000149011612", Json(Value.Of(0.1f)) },
        { "3.4028234663852886E+38", Json(Value.Of(float.MaxValue)) },
        { "1.401298464324817E-45", Json(Value.Of(float.Epsilon)) },
        { "null", Json(Value.Of(float.NaN)) },
        { "null", Json(Value.Of(double.NegativeInfinity)) },
        { "0.1", Json(Value.Of(0.1)) },
        { "5.0", Json(Value.Of(5.0)) },
        { "-5.0", Json(Value.Of(-5.0)) },
        { "0.0", Json(Value.Of(0.0)) },
        { "-0.0", Json(Value.Of(-0.0)) },
        { "5E-324", Json(Value.Of(double.Epsilon)) },
        { "1.7976931348623157E+308", Json(Value.Of(double.MaxValue)) },
        { "999999999999999.0", Json(Value.Of(999_999_999_999_999.0)) },
        { "1000000000000000.0", Json(Value.Of(1e15)) },
        { "1E+17", Json(Value.Of(1e17)) },
        { "\"\"", Json(Value.Of("")) },
        { "\"a \\\"b\\\" \\\\ / é 😀\"", Json(Value.Of("a \"b\" \\ / é 😀")) },
        { "\"\\u0000\\u001f\\n\\r\\t\"", Json(Value.Of("\0\u001f\n\r\t")) },
        { "983404800", Json(Value.Of(new Instant(983_404_800_999_999))) },
        { "-1", Json(Value.Of(new Instant(-1))) },
        { "[0.5,-2.0]", Json(Value.Of((float[])[0.5f, -2])) },
        { "[0.10000000149011612,null,null]", Json(Value.Of((float[])[0.1f, float.NaN, float.PositiveInfinity])) },
        { "[0.10000000149011612]", Json(Value.List(ValueKind.Float32, [Value.Of(0.1f)])) },
        { "[-2147483648]", Json(Value.List(ValueKind.Int32, [Value.Of(int.MinValue)])) },
        { "[]", Json(Value.List(ValueKind.Int64, [])) },
        { "[3,-1]", Json(Value.List(ValueKind.Int64, [Value.Of(3L), Value.Of(-1L)])) },
        { "[1.0,0.5]", Json(Value.List(ValueKind.Float64, [Value.Of(1.0), Value.Of(0.5)])) },
        { "[true,false]", Json(Value.List(ValueKind.Boolean, [Value.Of(true), Value.Of(false)])) },
        { "[\"a\",\",\",\"\"]", Json(Value.List(ValueKind.String, [Value.Of("a"), Value.Of(","), Value.Of("")])) },
        { "[]", Json(Value.NullableList(ValueKind.Int64, [])) },
        { "[null,0.5,null]", Json(Value.NullableList(ValueKind.Float64, [Value.Null, Value.Of(0.5), Value.Null])) },
        { "[\"a\",null]", Json(Value.NullableList(ValueKind.String, [Value.Of("a"), Value.Null])) },
        { "[1]", Json(Value.List(ValueKind.Timestamp, [Value.Of(new Instant(1_500_000))])) },
        { "[{\"value\":\"a\",\"count\":2},{\"value\":\"b\",\"count\":1}]", Json(Counts(DataShape.Ranking, ValueKind.String, (Value.Of("a"), 2), (Value.Of("b"), 1))) },
        { "[{\"value\":7,\"count\":2}]", Json(Counts(DataShape.Ranking, ValueKind.Int64, (Value.Of(7L), 2))) },
        { "[]", Json(Counts(DataShape.Ranking, ValueKind.String)) },
        { "{\"a\\\"\":2,\"b\":1}", Json(Counts(DataShape.Histogram, ValueKind.String, (Value.Of("a\""), 2), (Value.Of("b"), 1))) },
        { "{\"-7\":2}", Json(Counts(DataShape.Histogram, ValueKind.Int64, (Value.Of(-7L), 2))) },
        { "{\"true\":1}", Json(Counts(DataShape.Histogram, ValueKind.Boolean, (Value.Of(true), 1))) },
        { "{\"1970-01-01T00:00:01.500Z\":4}", Json(Counts(DataShape.Histogram, ValueKind.Timestamp, (Value.Of(new Instant(1_500_000)), 4))) },
        { "{}", Json(Counts(DataShape.Histogram, ValueKind.String)) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Value_HasItsEncoding(string expected, string written) => written.ShouldBe(expected);

    private static Value Counts(DataShape shape, ValueKind kind, params (Value Value, long Count)[] counts) =>
        Value.Counts(shape, kind, [.. counts.Select(pair => KeyValuePair.Create(pair.Value, pair.Count))]);

    private static string Json(Value value)
    {
        var json = new JsonBuffer();
        if (value.Type.IsFixedWidth)
        {
            ValueWriter.WriteBits(json, value.Type.Kind, value.Bits);
            return Encoding.UTF8.GetString(json.Written);
        }

        var bytes = new List<byte>();
        ValueCodec.Encode(value, bytes);
        ValueWriter.WriteEncoded(json, value.Type, bytes.ToArray());
        return Encoding.UTF8.GetString(json.Written);
    }
}
