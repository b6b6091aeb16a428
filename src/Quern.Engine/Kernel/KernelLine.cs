using System.Buffers.Text;
using System.Globalization;

namespace Quern.Engine.Kernel;

/// <summary>
/// A line between two steps of the kernel: key, order and content, separated by tabs. Lines are sorted by the bytes of key and order, whoever sorts them; all three are letters, digits and a few signs of ASCII, so that no
/// tool has anything to escape, to fold or to collate.
/// </summary>
/// <param name="key">What lines are brought together by.</param>
/// <param name="order">What comes first among those of one key.</param>
/// <param name="content">All else: values separated by blanks.</param>
internal readonly ref struct KernelLine(ReadOnlySpan<byte> key, ReadOnlySpan<byte> order, ReadOnlySpan<byte> content)
{
    private const int WordDigits = 16;

    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Order { get; } = order;

    public ReadOnlySpan<byte> Content { get; } = content;

    /// <summary>Reads a line.</summary>
    /// <exception cref="QuernException">It is none, or has no key.</exception>
    public static KernelLine Read(ReadOnlySpan<byte> line, long number)
    {
        var first = line.IndexOf((byte)'\t');
        var second = first < 0 ? -1 : first + 1 + line[(first + 1)..].IndexOf((byte)'\t');
        if (first < 0 || second <= first || line[(second + 1)..].Contains((byte)'\t')) throw KernelFindings.Malformed(number, "it is not a key, an order and a content with tabs between them", line);
        if (first == 0 || line[..first].SequenceEqual(KernelToken.Null) || line[..first].SequenceEqual("\\N"u8)) throw KernelFindings.NoKey(number, line);
        if (second == first + 1 || second + 1 == line.Length) throw KernelFindings.Malformed(number, "its order or its content is empty", line);
        return new(line[..first], line[(first + 1)..second], line[(second + 1)..]);
    }

    /// <summary>Writes a line, but for its end, of a row that asks an entity: after the events of its instant.</summary>
    public static void WriteRow(KernelWriter output, ReadOnlySpan<byte> key, long time, long row)
    {
        output.WriteHex(key);
        output.Tab();
        output.Write(Word(time));
        output.Write("1"u8);
        output.Tab();
        output.Write("r "u8);
        output.Write(Word(row));
    }

    /// <summary>A number of 64 bits as text whose order is the numbers' order.</summary>
    public static string Word(long value) => unchecked((ulong)value ^ (1UL << 63)).ToString("X16", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Word"/> wrote, at the beginning of a text.</summary>
    public static bool TryReadWord(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length < WordDigits || !Utf8Parser.TryParse(text[..WordDigits], out ulong bits, out var read, 'X') || read != WordDigits) return false;
        value = unchecked((long)(bits ^ (1UL << 63)));
        return true;
    }
}
