using System.IO.Compression;
using System.Text;

namespace Quern.Stores.Sources;

/// <summary>The first line of a CSV file.</summary>
/// <param name="Names">The columns.</param>
/// <param name="Delimiter">What stands between them: a comma, unless there is none and there is a semicolon, tab or bar.</param>
/// <param name="IsGzip">Whether the file is compressed.</param>
internal sealed record CsvHeader(IReadOnlyList<string> Names, char Delimiter, bool IsGzip)
{
    private const int Longest = 1 << 20;
    private const string NotUtf8 = "Its first line is not UTF-8: convert the file, such as by iconv -f LATIN1 -t UTF-8, or -f UTF-16.";

    public bool SameAs(CsvHeader other) => Delimiter == other.Delimiter && IsGzip == other.IsGzip && Names.SequenceEqual(other.Names);

    /// <summary>Reads it; null with a reason when the file has none.</summary>
    public static CsvHeader? TryRead(string path, out string reason)
    {
        try
        {
            using var file = File.OpenRead(path);
            var isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            using Stream content = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            // What follows the header is DuckDB's to read, line by line.
            using var text = new StreamReader(content, Encoding.UTF8);
            var line = ReadLine(text);
            reason = NotUtf8;
            if (text.CurrentEncoding is not UTF8Encoding || line.Contains('\uFFFD', StringComparison.Ordinal)) return null;
            reason = "It is empty: its first line must name the columns.";
            if (line.Trim().Length == 0) return null;
            var delimiter = Delimit(line);
            var names = Split(line, delimiter);
            reason = "A column of its first line has no name.";
            return names.Contains("") ? null : new(names, delimiter, isGzip);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            reason = failure.Message;
            return null;
        }
    }

    // A line ends outside quotes.
    private static string ReadLine(StreamReader text)
    {
        var line = new StringBuilder();
        var quoted = false;
        for (var next = text.Read(); next >= 0 && line.Length < Longest; next = text.Read())
        {
            if (next == '"') quoted = !quoted;
            if (!quoted && next is '\n' or '\r') break;
            line.Append((char)next);
        }

        return line.ToString();
    }

    private static char Delimit(string line)
    {
        foreach (var delimiter in ",;\t|")
            if (Split(line, delimiter).Count > 1)
                return delimiter;
        return ',';
    }

    private static List<string> Split(string line, char delimiter)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') name.Append(line[++i]);
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == delimiter && !quoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else name.Append(line[i]);
        }

        names.Add(name.ToString());
        return names;
    }
}
