using System.Text;
using Quern.Stores.Files;
using Quern.Time;

namespace Quern.Stores.Monitoring;

/// <summary>Which intervals of a source were profiled: a line each, <c>2001-01-01T00:00:00Z 2001-03-01T00:00:00Z</c>. Of two writers at once one may be forgotten, and its interval is read again.</summary>
internal static class CoveredFile
{
    /// <summary>The intervals, apart from each other and in the order of time. A line that cannot be read stands for nothing, so that its interval is read again.</summary>
    public static IReadOnlyList<Interval> Read(string folder)
    {
        var path = PathIn(folder);
        if (!File.Exists(path)) return [];
        var intervals = new List<Interval>();
        foreach (var line in File.ReadAllLines(path))
            if (line.Split(' ') is [var start, var end] && Instant.TryParse(start, out var from) && Instant.TryParse(end, out var to) && from < to)
                intervals.Add(new(from, to));
        return Join(intervals);
    }

    /// <summary>Adds an interval.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Add(string folder, Interval interval)
    {
        var text = string.Concat(Join([.. Read(folder), interval]).Select(one => $"{one.Start} {one.End}\n"));
        DurableFile.Replace(PathIn(folder), Encoding.UTF8.GetBytes(text));
    }

    private static string PathIn(string folder) => Path.Combine(folder, "covered");

    private static List<Interval> Join(IEnumerable<Interval> intervals)
    {
        var joined = new List<Interval>();
        foreach (var interval in intervals.OrderBy(interval => interval.Start))
            if (joined.Count > 0 && interval.Start <= joined[^1].End) joined[^1] = new(joined[^1].Start, interval.End > joined[^1].End ? interval.End : joined[^1].End);
            else joined.Add(interval);
        return joined;
    }
}
