using System.Buffers.Text;
using System.Text.Json;

namespace Quern.Protocol.Columns;

/// <summary>A whole number of 64 bits as JSON may hold it: <c>7</c>, <c>7.0</c>, <c>7e0</c> or <c>"7"</c>.</summary>
internal static class WholeNumber
{
    private const int LongestDigits = 20;

    internal static bool TryRead(ref Utf8JsonReader json, out long value)
    {
        value = 0;
        return json.TokenType switch
        {
            JsonTokenType.Number => json.TryGetInt64(out value) || TryReadDecimal(ref json, out value),
            JsonTokenType.String => !json.ValueIsEscaped && TryParseDigits(json.ValueSpan, out value),
            _ => false,
        };
    }

    private static bool TryReadDecimal(ref Utf8JsonReader json, out long value)
    {
        value = 0;
        if (!json.TryGetDecimal(out var number) || number != decimal.Truncate(number) || number is < long.MinValue or > long.MaxValue) return false;
        value = (long)number;
        return true;
    }

    // Only the digits that the number itself would be written with, so that two texts never become one key.
    private static bool TryParseDigits(ReadOnlySpan<byte> text, out long value)
    {
        Span<byte> canonical = stackalloc byte[LongestDigits];
        return Utf8Parser.TryParse(text, out value, out var consumed) && consumed == text.Length
            && Utf8Formatter.TryFormat(value, canonical, out var written) && text.SequenceEqual(canonical[..written]);
    }
}
