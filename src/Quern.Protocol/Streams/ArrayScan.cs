using System.Buffers;

namespace Quern.Protocol.Streams;

/// <summary>Finds the ends of an array's elements in text that comes piece by piece. It looks at nothing but brackets, commas and quotation marks, so a broken element ends where a sound one would.</summary>
internal struct ArrayScan
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[],"u8);
    private static readonly SearchValues<byte> InText = SearchValues.Create("\"\\"u8);
    private int _depth;
    private bool _inText;

    /// <summary>Gets whether the array has ended.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The position of the comma or bracket that ends the element; -1 when it is not there yet.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where to look on; moved behind what was looked at, by one beyond the end when that is an escape.</param>
    public int FindEnd(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length)
        {
            var next = text[at..].IndexOfAny(_inText ? InText : Structure);
            if (next < 0)
            {
                at = text.Length;
                return -1;
            }

            at += next;
            if (IsEnd(text[at], ref at)) return at - 1;
        }

        return -1;
    }

    // Moves behind the mark, or for an escape behind what is escaped.
    private bool IsEnd(byte mark, ref int at)
    {
        at += mark == (byte)'\\' ? 2 : 1;
        switch (mark)
        {
            case (byte)'"':
                _inText = !_inText;
                return false;
            case (byte)'{' or (byte)'[':
                _depth++;
                return false;
            case (byte)'}':
                _depth = Math.Max(0, _depth - 1);
                return false;
            case (byte)']' when _depth == 0:
                return IsClosed = true;
            case (byte)']':
                _depth--;
                return false;
            default:
                return mark == (byte)',' && _depth == 0;
        }
    }
}
