using System.Buffers;

namespace Quern.Protocol.Json;

/// <summary>Escapes text for JSON as RFC 8259 asks and no further: quotation mark, backslash and control characters. Everything else stays UTF-8.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    internal static void Append(JsonBuffer buffer, ReadOnlySpan<byte> utf8)
    {
        while (utf8.IndexOfAny(Escaped) is var at && at >= 0)
        {
            buffer.Raw(utf8[..at]);
            AppendEscape(buffer, utf8[at]);
            utf8 = utf8[(at + 1)..];
        }

        buffer.Raw(utf8);
    }

    private static void AppendEscape(JsonBuffer buffer, byte code)
    {
        switch (code)
        {
            case (byte)'"': buffer.Raw("\\\""u8); break;
            case (byte)'\\': buffer.Raw("\\\\"u8); break;
            case (byte)'\n': buffer.Raw("\\n"u8); break;
            case (byte)'\r': buffer.Raw("\\r"u8); break;
            case (byte)'\t': buffer.Raw("\\t"u8); break;
            default:
                buffer.Raw("\\u00"u8);
                buffer.Raw(code < 16 ? (byte)'0' : (byte)'1');
                buffer.Raw("0123456789abcdef"u8[code & 15]);
                break;
        }
    }
}
