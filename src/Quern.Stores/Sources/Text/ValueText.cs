using System.Buffers.Text;
using System.Globalization;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>Reads the text of one value as its declared kind. Blanks around it do not count; everything else must be read.</summary>
internal static class ValueText
{
    /// <summary>A truth value, a whole number, or an instant.</summary>
    public static bool TryReadWhole(ReadOnlySpan<byte> text, ValueKind kind, EpochUnit? epoch, out long value, out string reason)
    {
        text = text.Trim((byte)' ');
        switch (kind)
        {
            case ValueKind.Boolean:
                reason = "it is not true or false";
                return TryReadBoolean(text, out value);
            case ValueKind.Timestamp when epoch is { } unit:
                reason = $"it is not a whole number of {unit.ToString().ToLowerInvariant()} since 1970 that fits 64 bits of microseconds";
                return TryReadNumber(text, out value) && TryScale(unit, ref value);
            case ValueKind.Timestamp:
                reason = "it is not a date, or a date and time, such as 2001-03-01 or 2001-03-01T08:30:00Z";
                return InstantText.TryRead(text, out value);
            case ValueKind.Int32:
                reason = "it is not a whole number of 32 bits";
                return TryReadNumber(text, out value) && value is >= int.MinValue and <= int.MaxValue;
            default:
                reason = "it is not a whole number of 64 bits";
                return TryReadNumber(text, out value);
        }
    }

    /// <summary>A real; a finite text that would become infinite is refused.</summary>
    public static bool TryReadReal(ReadOnlySpan<byte> text, ValueKind kind, out double value, out string reason)
    {
        text = text.Trim((byte)' ');
        reason = "it is not a number";
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !TryReadInfinity(text, out value)) return false;
        // A Float32 is rounded once, from the text, not from the nearest double.
        if (kind == ValueKind.Float32 && double.IsFinite(value)) value = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsInfinity(value) || !text.ContainsAnyInRange((byte)'0', (byte)'9')) return true;
        reason = kind == ValueKind.Float32 ? "it does not fit a real of 32 bits" : "it does not fit a real of 64 bits";
        return false;
    }

    // 12.0 is the whole number 12: tools that hold a column with gaps as reals write it so.
    private static bool TryReadNumber(ReadOnlySpan<byte> text, out long value)
    {
        var point = text.IndexOf((byte)'.');
        if (point > 0 && point + 1 < text.Length && !text[(point + 1)..].ContainsAnyExcept((byte)'0')) text = text[..point];
        return Utf8Parser.TryParse(text, out value, out var read) && read == text.Length;
    }

    private static bool TryScale(EpochUnit unit, ref long value)
    {
        if (unit == EpochUnit.Nanoseconds)
        {
            value = (value / 1000) - (value % 1000 < 0 ? 1 : 0);
            return true;
        }

        var multiplier = unit switch { EpochUnit.Seconds => Instant.PerSecond, EpochUnit.Milliseconds => 1000, _ => 1 };
        if (value > long.MaxValue / multiplier || value < -(long.MaxValue / multiplier)) return false;
        value *= multiplier;
        return true;
    }

    private static bool TryReadInfinity(ReadOnlySpan<byte> text, out double value)
    {
        value = text is [(byte)'-', ..] ? double.NegativeInfinity : double.PositiveInfinity;
        return Is(text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text, "inf"u8);
    }

    private static bool TryReadBoolean(ReadOnlySpan<byte> text, out long value)
    {
        value = Is(text, "true"u8) || Is(text, "1"u8) || Is(text, "t"u8) || Is(text, "yes"u8) || Is(text, "y"u8) ? 1 : 0;
        return value == 1 || Is(text, "false"u8) || Is(text, "0"u8) || Is(text, "f"u8) || Is(text, "no"u8) || Is(text, "n"u8);
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(text, word);
}
