using System.Buffers.Text;
using Quern.Time;

namespace Quern.Protocol.Json;

/// <summary>
/// JSON text under construction, in one array that is kept from answer to answer. It writes what it is told and checks no structure: the writers that use it are few, and
/// each is tested against a JSON reader. Numbers are the shortest that read back as the same bits. For one thread at a time.
/// </summary>
public sealed class JsonBuffer
{
    // What an unusual answer took is given back at once, and half of what so many answers in a row did not need a quarter of.
    private const int MostBytes = 4 << 20;
    private const int LeastBytes = 4096;
    private const int Patience = 1000;
    private const double ExactIntegers = 1e15;

    private byte[] _bytes = new byte[LeastBytes];
    private int _spared;
    private long _timestamp = long.MinValue;
    private readonly byte[] _timestampText = new byte[34];
    private int _timestampLength;

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Starts again.</summary>
    public void Clear()
    {
        _spared = Length <= _bytes.Length / 4 ? _spared + 1 : 0;
        Length = 0;
        if (_bytes.Length > MostBytes) _bytes = new byte[LeastBytes];
        else if (_spared > Patience && _bytes.Length > LeastBytes) (_bytes, _spared) = (new byte[_bytes.Length / 2], 0);
    }

    /// <summary>Takes back the last byte: the comma after a last item.</summary>
    public void TrimComma() => Length -= _bytes[Length - 1] == (byte)',' ? 1 : 0;

    /// <summary>Writes JSON as it is.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        Length += json.Length;
    }

    /// <summary>Writes one byte as it is.</summary>
    public void Raw(byte json)
    {
        Reserve(1)[0] = json;
        Length++;
    }

    /// <summary>Writes again what was written before.</summary>
    public void Repeat(int start, int length)
    {
        Reserve(length);
        _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(Length));
        Length += length;
    }

    /// <summary>Writes a whole number.</summary>
    public void Int64(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out var written);
        Length += written;
    }

    /// <summary>Writes a real, always with a fraction or an exponent so that a reader that tells whole numbers from reals takes it for a real; null for NaN and infinities.</summary>
    public void Double(double value)
    {
        if (!double.IsFinite(value))
        {
            Raw("null"u8);
            return;
        }

        var target = Reserve(ShortestDouble.MaxLength + 2);
        var isWhole = value == Math.Truncate(value);
        int length;
        if (isWhole && Math.Abs(value) < ExactIntegers && value != 0) Utf8Formatter.TryFormat((long)value, target, out length);
        else length = ShortestDouble.Write(value, target);
        if (isWhole && !target[..length].ContainsAny((byte)'.', (byte)'E'))
        {
            ".0"u8.CopyTo(target[length..]);
            length += 2;
        }

        Length += length;
    }

    /// <summary>Writes text with its quotation marks.</summary>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        Raw((byte)'"');
        JsonText.Append(this, utf8);
        Raw((byte)'"');
    }

    /// <summary>Writes an instant with its quotation marks: RFC 3339 in UTC with 0, 3 or 6 digits of fraction.</summary>
    public void Timestamp(long microseconds)
    {
        // A column of timestamps is most often one instant again and again.
        if (microseconds != _timestamp || _timestampLength == 0)
        {
            _timestampLength = FormatTimestamp(microseconds, _timestampText);
            _timestamp = microseconds;
        }

        Raw(_timestampText.AsSpan(0, _timestampLength));
    }

    internal Span<byte> Reserve(int count)
    {
        if (count > _bytes.Length - Length) Array.Resize(ref _bytes, Math.Max(checked(Length + count), (int)Math.Min(Array.MaxLength, _bytes.Length * 2L)));
        return _bytes.AsSpan(Length);
    }

    private static int FormatTimestamp(long microseconds, Span<byte> text)
    {
        var usable = Math.Clamp(microseconds, Instant.Min.Microseconds, Instant.Max.Microseconds);
        text[0] = (byte)'"';
        Utf8Formatter.TryFormat(new Instant(usable).ToDateTimeOffset().UtcDateTime, text[1..], out _, 'O');
        var length = 1 + (usable % Instant.PerSecond == 0 ? 19 : usable % 1000 == 0 ? 23 : 26);
        text[length++] = (byte)'Z';
        text[length++] = (byte)'"';
        return length;
    }
}
