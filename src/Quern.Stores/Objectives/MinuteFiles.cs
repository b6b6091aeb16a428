using System.Globalization;
using System.Text;
using Quern.Engine.Objectives;
using Quern.Stores.Files;

namespace Quern.Stores.Objectives;

/// <summary>
/// Keeps the counts of each measure in a file of its own, a line for each minute: <c>29391840 977 978</c>, the minute since 1970, how many were good, and all. Lines that are too old go when there
/// are as many of them as others. Not safe for use from several threads.
/// </summary>
/// <param name="folder">The folder for all of them; made when the first is written.</param>
public sealed class MinuteFiles(string folder) : IMinuteStore
{
    private const int MostLines = 2 * MinuteCounts.Minutes;

    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public MinuteCounts Read(string measure) => Guarded(measure, path =>
    {
        var (counts, known) = (new MinuteCounts(), Lines(path));
        foreach (var (minute, good, all) in known) counts.Add(minute, good, all);
        _lines[measure] = known.Count;
        return counts;
    });

    /// <inheritdoc/>
    public void Add(string measure, long minute, long good, long all) => Guarded<object?>(measure, path =>
    {
        Directory.CreateDirectory(folder);
        File.AppendAllText(path, Line(minute, good, all));
        if ((_lines[measure] = _lines.GetValueOrDefault(measure) + 1) > MostLines) _lines[measure] = Lines(path).Count;
        return null;
    });

    // Those that are not too old; a file with as many old ones is left without them.
    private static List<(long Minute, long Good, long All)> Lines(string path)
    {
        var (known, lines) = (new List<(long Minute, long Good, long All)>(), 0);
        if (!File.Exists(path)) return known;
        foreach (var line in File.ReadLines(path))
        {
            lines++;
            if (line.Split(' ') is [var minute, var good, var all] && TryRead(minute, out var at) && TryRead(good, out var some) && TryRead(all, out var every) && some <= every) known.Add((at, some, every));
        }

        var first = known.Count == 0 ? 0 : known.Max(line => line.Minute) - MinuteCounts.Minutes + 1;
        known.RemoveAll(line => line.Minute < first);
        if (lines > MostLines) DurableFile.Replace(path, Encoding.UTF8.GetBytes(string.Concat(known.Select(line => Line(line.Minute, line.Good, line.All)))));
        return known;
    }

    private static string Line(long minute, long good, long all) => string.Create(CultureInfo.InvariantCulture, $"{minute} {good} {all}\n");

    private static bool TryRead(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private T Guarded<T>(string measure, Func<string, T> work)
    {
        var path = Path.Combine(folder, measure + ".minutes");
        try
        {
            return work(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new QuernException(new Finding("QRN6370", $"counts of service levels cannot be kept in '{path}'", exception.Message, "Check that the folder may be read and written and that the disk is not full; a server knows what it counts meanwhile until it ends, and puts it there as soon as it can."), exception);
        }
    }
}
