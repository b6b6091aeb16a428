namespace Quern.Time;

/// <summary>
/// Reads ISO 8601 dates and times: <c>yyyy-MM-dd</c>, then optionally <c>T</c> or a blank, <c>HH:mm</c>, <c>:ss</c> and a fraction of any length, then optionally <c>Z</c>, <c>UTC</c> or
/// an offset (<c>+01:00</c>, <c>+0100</c>, <c>+01</c>). Without a zone it is UTC; a date is its midnight; digits below a microsecond are floored.
/// </summary>
public static class InstantText
{
    private const long PerDay = 86_400 * Instant.PerSecond;
    private const int DateLength = 10;

    /// <summary>The microseconds since 1970-01-01T00:00:00Z of a text as UTF-8; false when it is none. An offset may lead out of the usable instants.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (!TryReadDate(text, out var days)) return false;
        var rest = text[DateLength..];
        if (!TryReadTime(ref rest, out var time) || !TryReadZone(rest, out var offset)) return false;
        microseconds = (days * PerDay) + time - offset;
        return true;
    }

    private static bool TryReadDate(ReadOnlySpan<byte> text, out long days)
    {
        days = 0;
        if (text.Length < DateLength || text[4] != '-' || text[7] != '-') return false;
        if (!TryReadDigits(text[..4], out var year) || !TryReadDigits(text[5..7], out var month) || !TryReadDigits(text[8..10], out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return true;
    }

    private static bool TryReadTime(ref ReadOnlySpan<byte> rest, out long microseconds)
    {
        microseconds = 0;
        if (rest.IsEmpty) return true;
        if (rest[0] is not ((byte)'T' or (byte)'t' or (byte)' ') || rest.Length < 6 || rest[3] != ':') return false;
        if (!TryReadDigits(rest[1..3], out var hour) || !TryReadDigits(rest[4..6], out var minute) || hour > 23 || minute > 59) return false;
        rest = rest[6..];
        var second = 0;
        if (rest is [(byte)':', ..])
        {
            if (rest.Length < 3 || !TryReadDigits(rest[1..3], out second) || second > 59) return false;
            rest = rest[3..];
            if (rest is [(byte)'.' or (byte)',', ..] && !TryReadFraction(ref rest, out microseconds)) return false;
        }

        microseconds += ((((hour * 60L) + minute) * 60) + second) * Instant.PerSecond;
        return true;
    }

    private static bool TryReadFraction(ref ReadOnlySpan<byte> rest, out long microseconds)
    {
        microseconds = 0;
        var length = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = length < 0 ? rest[1..] : rest.Slice(1, length);
        rest = rest[(1 + digits.Length)..];
        for (var i = 0; i < 6; i++) microseconds = (microseconds * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        return !digits.IsEmpty;
    }

    private static bool TryReadZone(ReadOnlySpan<byte> rest, out long microseconds)
    {
        microseconds = 0;
        rest = rest.TrimStart((byte)' ');
        if (rest.IsEmpty || rest is [(byte)'Z'] or [(byte)'z'] || rest.SequenceEqual("UTC"u8)) return true;
        if (rest[0] is not ((byte)'+' or (byte)'-') || rest.Length < 3 || !TryReadDigits(rest[1..3], out var hours) || hours > 15) return false;
        var tail = rest[3..];
        if (tail is [(byte)':', ..]) tail = tail[1..];
        var minutes = 0;
        if (rest.Length > 3 && (tail.Length != 2 || !TryReadDigits(tail, out minutes) || minutes > 59)) return false;
        microseconds = ((hours * 60L) + minutes) * 60 * Instant.PerSecond * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            number = (number * 10) + digit - '0';
        }

        return true;
    }
}
