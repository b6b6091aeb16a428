using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using Quern.Time;
using Quern.Values;

namespace Quern.Testing;

/// <summary>Whether a value is what a test wrote. Numbers are compared as numbers, so that <c>10</c> is met by 10.0; nothing else is converted.</summary>
internal static class ExpectedValue
{
    public static bool IsMet(object? expected, Value actual, FeatureStatus status) => expected is FeatureStatus reason ? status == reason : IsMet(expected, actual);

    private static bool IsMet(object? expected, Value actual)
    {
        if (expected is null || actual.IsNull) return expected is null && actual.IsNull;
        return actual.Type.Shape switch
        {
            DataShape.List or DataShape.NullableList => expected is IEnumerable items and not string && AreMet([.. items.Cast<object?>()], actual.AsList()),
            DataShape.Ranking => Pairs(expected) is { } pairs && AreMet(pairs, actual.AsCounts()),
            DataShape.Histogram => Pairs(expected) is { } pairs && pairs.Count == actual.AsCounts().Count && actual.AsCounts().All(pair => pairs.Any(wanted => IsMet(wanted, pair))),
            _ => IsScalarMet(expected, actual),
        };
    }

    private static bool AreMet(List<object?> expected, IReadOnlyList<Value> actual) => expected.Count == actual.Count && expected.Zip(actual).All(pair => IsMet(pair.First, pair.Second));

    private static bool AreMet(List<(object? Key, object? Count)> expected, IReadOnlyList<KeyValuePair<Value, long>> actual) =>
        expected.Count == actual.Count && expected.Zip(actual).All(pair => IsMet(pair.First, pair.Second));

    private static bool IsMet((object? Key, object? Count) expected, KeyValuePair<Value, long> actual) => IsMet(expected.Key, actual.Key) && IsMet(expected.Count, Value.Of(actual.Value));

    private static List<(object? Key, object? Count)>? Pairs(object expected) => expected switch
    {
        IDictionary map => [.. map.Keys.Cast<object>().Select(key => ((object?)key, map[key]))],
        IEnumerable items and not string => [.. items.OfType<ITuple>().Where(pair => pair.Length == 2).Select(pair => (pair[0], pair[1]))],
        _ => null,
    };

    private static bool IsScalarMet(object expected, Value actual) => actual.Type.Kind switch
    {
        ValueKind.Boolean => expected is bool truth && truth == actual.AsBoolean(),
        ValueKind.String => expected is string text && string.Equals(text, actual.AsText(), StringComparison.Ordinal),
        ValueKind.Embedding => expected is IEnumerable<float> numbers && Value.Of(numbers.ToArray()) == actual,
        ValueKind.Timestamp => TimeOf(expected) is { } time && time.Microseconds == actual.AsInt64(),
        ValueKind.Float32 => expected is Near near ? IsNear(near, actual.AsDouble()) : IsNumber(expected) && Convert.ToSingle(expected, CultureInfo.InvariantCulture) == (float)actual.AsDouble(),
        ValueKind.Float64 => expected is Near near ? IsNear(near, actual.AsDouble()) : IsNumber(expected) && Convert.ToDouble(expected, CultureInfo.InvariantCulture) == actual.AsDouble(),
        _ => expected is Near close ? IsNear(close, actual.AsInt64()) : IsNumber(expected) && Convert.ToDecimal(expected, CultureInfo.InvariantCulture) == actual.AsInt64(),
    };

    private static bool IsNear(Near expected, double actual) => Math.Abs(actual - expected.Value) <= expected.Within;

    private static bool IsNumber(object value) => value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal;

    private static Instant? TimeOf(object value) => value switch
    {
        Instant instant => instant,
        DateTimeOffset time => Instant.From(time),
        DateTime time => Instant.From(new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))),
        _ => null,
    };
}
