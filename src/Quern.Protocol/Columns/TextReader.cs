using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Quern.Values;

namespace Quern.Protocol.Columns;

/// <summary>Text; a whole number stands for its digits.</summary>
internal sealed class TextReader(TextColumn column) : ColumnReader
{
    // A pool never forgets a text, so a reader that serves for long takes a new one now and then.
    private const int PooledTexts = 4096;
    private const int LongestDigits = 20;

    private TextColumn _column = column;

    internal override string Expected => "text";

    internal override Column Column => _column;

    internal override void Begin()
    {
        if (_column.Pool.Count > PooledTexts) _column = new(new StringPool());
        _column.Clear();
    }

    internal override bool TryAppend(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.String => json.ValueIsEscaped ? TryAppendEscaped(ref json) : Append(json.ValueSpan),
        JsonTokenType.Number => json.TryGetInt64(out var number) && AppendDigits(number),
        _ => false,
    };

    private bool Append(ReadOnlySpan<byte> utf8)
    {
        _column.Append(utf8);
        return true;
    }

    private bool AppendDigits(long number)
    {
        Span<byte> digits = stackalloc byte[LongestDigits];
        Utf8Formatter.TryFormat(number, digits, out var written);
        return Append(digits[..written]);
    }

    private bool TryAppendEscaped(ref Utf8JsonReader json)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(json.ValueSpan.Length);
        try
        {
            return Append(buffer.AsSpan(0, json.CopyString(buffer)));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text has it.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
