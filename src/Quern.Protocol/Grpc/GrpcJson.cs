using System.Globalization;
using System.Text;
using Quern.Protocol.Grpc.Wire;
using Quern.Protocol.Json;

namespace Quern.Protocol.Grpc;

/// <summary>
/// A value of a request as Feast's JSON has it. What no key or request field can be is written as an empty object or array, so that it is refused as what it is: bytes, maps, lists of lists.
/// </summary>
internal static class GrpcJson
{
    internal static void Write(JsonBuffer json, Value value)
    {
        switch (value.ValCase)
        {
            case Value.ValOneofCase.None or Value.ValOneofCase.NullVal: json.Raw("null"u8); break;
            case Value.ValOneofCase.BoolVal: json.Raw(value.BoolVal ? "true"u8 : "false"u8); break;
            case Value.ValOneofCase.Int32Val: json.Int64(value.Int32Val); break;
            case Value.ValOneofCase.Int64Val: json.Int64(value.Int64Val); break;
            case Value.ValOneofCase.UnixTimestampVal: json.Int64(value.UnixTimestampVal); break;
            case Value.ValOneofCase.ZonedTimestampVal: json.Int64(value.ZonedTimestampVal.UnixTimestamp); break;
            case Value.ValOneofCase.FloatVal: Real(json, value.FloatVal); break;
            case Value.ValOneofCase.DoubleVal: Real(json, value.DoubleVal); break;
            case Value.ValOneofCase.StringVal: Text(json, value.StringVal); break;
            case Value.ValOneofCase.UuidVal: Text(json, value.UuidVal); break;
            case Value.ValOneofCase.TimeUuidVal: Text(json, value.TimeUuidVal); break;
            case Value.ValOneofCase.DecimalVal: Text(json, value.DecimalVal); break;
            case Value.ValOneofCase.JsonVal: Text(json, value.JsonVal); break;
            case Value.ValOneofCase.FloatListVal: Reals(json, value.FloatListVal.Val.Select(item => (double)item)); break;
            case Value.ValOneofCase.DoubleListVal: Reals(json, value.DoubleListVal.Val); break;
            case Value.ValOneofCase.Int32ListVal: Reals(json, value.Int32ListVal.Val.Select(item => (double)item)); break;
            case Value.ValOneofCase.Int64ListVal: Reals(json, value.Int64ListVal.Val.Select(item => (double)item)); break;
            case Value.ValOneofCase.BytesVal or Value.ValOneofCase.MapVal or Value.ValOneofCase.StructVal: json.Raw("{}"u8); break;
            default: json.Raw("[]"u8); break;
        }
    }

    // An embedding, if it fits.
    private static void Reals(JsonBuffer json, IEnumerable<double> numbers)
    {
        json.Raw((byte)'[');
        foreach (var number in numbers)
        {
            Real(json, number);
            json.Raw((byte)',');
        }

        json.TrimComma();
        json.Raw((byte)']');
    }

    // JSON has no word for what is not finite; as text it is no number, and refused under its name.
    private static void Real(JsonBuffer json, double number)
    {
        if (double.IsFinite(number)) json.Double(number);
        else Text(json, number.ToString(CultureInfo.InvariantCulture));
    }

    private static void Text(JsonBuffer json, string text) => json.Text(Encoding.UTF8.GetBytes(text));
}
