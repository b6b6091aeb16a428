using System.Text.Json;

namespace Quern.Protocol.Columns;

/// <summary>The text of a short value, also where its writer escapes what need not be: many write the <c>+</c> of an offset as <c>\u002B</c>.</summary>
internal static class Unescaped
{
    // Longer than any instant, however much of it is escaped.
    private const int Longest = 256;

    internal static bool TryRead(ref Utf8JsonReader json, out ReadOnlySpan<byte> text)
    {
        text = json.ValueSpan;
        if (!json.ValueIsEscaped) return true;
        if (json.ValueSpan.Length > Longest) return false;
        try
        {
            var buffer = new byte[json.ValueSpan.Length];
            text = buffer.AsSpan(0, json.CopyString(buffer));
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text has it.
            return false;
        }
    }
}
