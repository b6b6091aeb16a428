using System.Globalization;
using System.Text;
using Quern.Engine.Objectives;
using Quern.Stores.Files;

namespace Quern.Stores.Objectives;

/// <summary>Keeps the counts of each measure in a file of its own, a line for each minute: <c>29391840 977 978</c>, the minute since 1970, how many were good, and all. Lines that are too old go when it is read.</summary>
/// <param name="folder">The folder for all of them; made when the first is written.</param>
public sealed class MinuteFiles(string folder) : IMinuteStore
{
    /// <inheritdoc/>
    public MinuteCounts Read(string measure) => Guarded(measure, path =>
    {
        var counts = new MinuteCounts();
        if (!File.Exists(path)) return counts;
        var known = new List<(long Minute, long Good, long All)>();
        var lines = 0;
        foreach (var line in File.ReadLines(path))
        {
            lines++;
            if (line.Split(' ') is [var minute, var good, var all] && TryRead(minute, out var at) && TryRead(good, out var some) && TryRead(all, out var every) && some <= every) known.Add((at, some, every));
        }

        var first = known.Count == 0 ? 0 : known.Max(line => line.Minute) - MinuteCounts.Minutes + 1;
        known.RemoveAll(line => line.Minute < first);
        foreach (var (minute, good, all) in known) counts.Add(minute, good, all);
        if (lines > 2 * MinuteCounts.Minutes) DurableFile.Replace(path, Encoding.UTF8.GetBytes(string.Concat(known.Select(line => Line(line.Minute, line.Good, line.All)))));
        return counts;
    });

    /// <inheritdoc/>
    public void Add(string measure, long minute, long good, long all) => Guarded<object?>(measure, path =>
    {
        Directory.CreateDirectory(folder);
        File.AppendAllText(path, Line(minute, good, all));
        return null;
    });

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
            throw new QuernException(new Finding("QRN6370", $"counts of service levels cannot be kept in '{path}'", exception.Message, "Check that the folder may be written and that the disk is not full; what a server counts meanwhile it knows until it ends."), exception);
        }
    }
}
