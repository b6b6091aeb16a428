using System.Globalization;
using System.Text;
using Quern.Stores.Files;
using Quern.Stores.Projects;
using Quern.Stores.Usage;
using Quern.Time;

namespace Quern.Stores.Backups;

/// <summary>Takes counts back to an instant, as finely as they were kept: service levels to the minute before, usage to the hour before.</summary>
internal static class CountedLines
{
    private const long MinuteSeconds = 60;
    private const long HourSeconds = 3_600;

    public static void Rewind(ProjectFolder project, Instant to, List<string> notes)
    {
        var seconds = to.Microseconds / Instant.PerSecond;
        var (minutes, hours) = (BackupTarget.FilesIn(project.Objectives), BackupTarget.FilesIn(project.Usage));
        foreach (var file in minutes) Keep(file, line => Number(line.Split(' ')[0]) is { } minute && minute < seconds / MinuteSeconds);
        foreach (var file in hours) Keep(file, line => UsageLine.TryRead(line, out var shape, out var key, out _) && (shape is not null || key.Hour < seconds / HourSeconds));
        if (minutes.Count + hours.Count > 0) notes.Add("Counts of service levels end with the last whole minute before, those of usage with the last whole hour.");
    }

    private static void Keep(string file, Func<string, bool> stays) =>
        DurableFile.Replace(file, Encoding.UTF8.GetBytes(string.Concat(File.ReadLines(file).Where(stays).Select(line => line + "\n"))));

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
