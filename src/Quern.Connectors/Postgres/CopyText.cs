namespace Quern.Connectors.Postgres;

/// <summary>
/// Reads rows as COPY writes them in its text format: one line a row, tabs between values, <c>\N</c> for null, a backslash before what would mean something else
/// (PostgreSQL, COPY, "Text Format").
/// </summary>
internal static class CopyText
{
    /// <summary>Reads a line, without its end.</summary>
    public static void Read(ReadOnlySpan<byte> line, RowValues row)
    {
        row.Clear();
        foreach (var part in line.Split((byte)'\t'))
        {
            var text = line[part];
            if (text.SequenceEqual("\\N"u8)) row.AddNull();
            else if (!text.Contains((byte)'\\')) row.Add(text);
            else AddEscaped(text, row);
        }
    }

    private static void AddEscaped(ReadOnlySpan<byte> text, RowValues row)
    {
        // COPY TO writes each escape as a backslash and one character.
        var length = text.Length;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\') continue;
            i++;
            length--;
        }

        var target = row.Add(length).Span;
        for (var (from, to) = (0, 0); from < text.Length; from++, to++)
            target[to] = text[from] == '\\' ? Meaning(text[++from]) : text[from];
    }

    private static byte Meaning(byte escaped) => escaped switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'v' => (byte)'\v',
        _ => escaped,
    };
}
