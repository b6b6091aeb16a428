using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Quern.Engine.Kernel;

/// <summary>Writes lines of fields, in blocks. Not safe for several threads.</summary>
/// <param name="output">Where to; left open.</param>
public sealed class KernelWriter(Stream output)
{
    private const int Block = 1 << 16;
    private const int LongestNumber = 20;

    private readonly ArrayBufferWriter<byte> _buffer = new(Block * 2);

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    /// <summary>Writes a text as UTF-8.</summary>
    public void Write(string text) => Encoding.UTF8.GetBytes(text, _buffer);

    /// <summary>Writes a whole number.</summary>
    public void Write(long value)
    {
        Utf8Formatter.TryFormat(value, _buffer.GetSpan(LongestNumber), out var written);
        _buffer.Advance(written);
    }

    /// <summary>Begins the next field of the line.</summary>
    public void Tab() => Write("\t"u8);

    /// <summary>Ends the line.</summary>
    public void EndLine()
    {
        Write("\n"u8);
        if (_buffer.WrittenCount >= Block) Flush();
    }

    /// <summary>Hands on what is written.</summary>
    public void Flush()
    {
        output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
        output.Flush();
    }

    internal void WriteHex(ReadOnlySpan<byte> bytes)
    {
        var target = _buffer.GetSpan(bytes.Length * 2);
        Convert.TryToHexString(bytes, target, out var written);
        _buffer.Advance(written);
    }

    internal void WriteBase64(ReadOnlySpan<byte> bytes)
    {
        Base64.EncodeToUtf8(bytes, _buffer.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        _buffer.Advance(written);
    }

    internal void Blank() => Write(" "u8);
}
