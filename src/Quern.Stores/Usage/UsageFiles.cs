using System.Text;
using Quern.Engine.Usage;
using Quern.Stores.Files;

namespace Quern.Stores.Usage;

/// <summary>
/// Keeps what was counted in a file for each day, <c>2026-11-22.usage</c>, to which lines are added (<see cref="UsageLine"/>), and each knows by itself of what its lines are. Whoever writes has the
/// folder's lock, so that processes add to the same file one after the other; who reads needs none. Lines of one key become one when there are many, files of more than <see cref="UsageHistory.Days"/>
/// days ago go. Not safe for use from several threads; others have one of their own.
/// </summary>
/// <param name="folder">The folder for all of them; made when the first is written.</param>
public sealed class UsageFiles(string folder) : IUsageStore
{
    private const int HoursPerDay = 24;
    private const int ManyLines = 20_000;
    private const string Extension = ".usage";
    private const string DayFormat = "yyyy-MM-dd";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _shapes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Add(long day, UsageHistory counts) => Guarded(() =>
    {
        Directory.CreateDirectory(folder);
        using var alone = Lock();
        var path = Path.Combine(folder, NameOf(day));
        Append(path, counts);
        _lines[path] = _lines.GetValueOrDefault(path) + counts.Counts.Count;
        try
        {
            if (_lines[path] > ManyLines) Compact(path);
            Trim(day);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What was to be added is there. The next time there may be room to tidy.
        }

        return true;
    });

    /// <inheritdoc/>
    public UsageHistory Read(long fromHour) => Guarded(() =>
    {
        var read = new UsageText();
        foreach (var (path, _) in Days().Where(file => file.Day >= fromHour / HoursPerDay)) read.Add(Text(path));
        return read.From(fromHour);
    });

    private void Append(string path, UsageHistory counts)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var (end, text) = (file.Length, new StringBuilder());
        // What a crash has cut off must not be the beginning of another line.
        if (end > 0 && EndsWithin(file)) text.Append('\n');
        // A shape may be long: it is written once, unless somebody has removed the file.
        if (end == 0 || !_shapes.TryGetValue(path, out var known)) _shapes[path] = known = new(StringComparer.Ordinal);
        UsageShape[] others = [.. counts.Counts.Keys.Select(key => key.Subject).Distinct().Where(id => !known.Contains(id) && counts.Shapes.ContainsKey(id)).Select(id => counts.Shapes[id])];
        foreach (var shape in others) UsageLine.Write(text, shape);
        foreach (var (key, counted) in counts.Counts) UsageLine.Write(text, key, counted);
        try
        {
            file.Seek(end, SeekOrigin.Begin);
            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (IOException)
        {
            // Half of it would count twice when all of it is added again.
            file.SetLength(end);
            throw;
        }

        known.UnionWith(others.Select(shape => shape.Id));
    }

    // One that has gone meanwhile was too old.
    private static string Text(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    private void Compact(string path)
    {
        var read = new UsageText();
        read.Add(Text(path));
        DurableFile.Replace(path, Encoding.UTF8.GetBytes(read.Write()));
        // As many again may come, however many there are.
        _lines[path] = 0;
    }

    private void Trim(long today)
    {
        foreach (var (path, day) in Days().Where(file => file.Day <= today - UsageHistory.Days))
        {
            File.Delete(path);
            _lines.Remove(path);
            _shapes.Remove(path);
        }
    }

    private IEnumerable<(string Path, long Day)> Days() => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*" + Extension).Select(path => (path, DayOf(path))).Where(file => file.Item2 is not null).Select(file => (file.path, file.Item2!.Value)).OrderBy(file => file.Value)
        : [];

    private static string NameOf(long day) => DateTime.UnixEpoch.AddDays(day).ToString(DayFormat, System.Globalization.CultureInfo.InvariantCulture) + Extension;

    private static long? DayOf(string path) =>
        DateTime.TryParseExact(Path.GetFileNameWithoutExtension(path), DayFormat, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var day)
            ? (long)(day - DateTime.UnixEpoch).TotalDays
            : null;

    private static bool EndsWithin(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    // The operating system lets go of it when the process dies.
    private FileStream Lock()
    {
        for (var waited = TimeSpan.Zero;; waited += Pause)
            try
            {
                return new(Path.Combine(folder, "usage.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited < Patience)
            {
                Thread.Sleep(Pause);
            }
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new QuernException(new Finding("QRN6390", $"what is read and written cannot be counted in '{folder}'", exception.Message, "Check that the folder may be read and written and that the disk is not full; a server knows what it counts meanwhile until it ends, and puts it there as soon as it can."), exception);
        }
    }
}
