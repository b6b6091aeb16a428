using System.Diagnostics;
using System.Globalization;

namespace Quern.Stores.Files;

/// <summary>
/// A part of the name of a file or folder that lives no longer than the process that made it. A process that was killed leaves such things behind; the next one on the same machine
/// knows by the mark that nobody uses them any more.
/// </summary>
internal static class RunMark
{
    private static readonly string Machine = new([.. Environment.MachineName.Where(char.IsAsciiLetterOrDigit)]);

    /// <summary>A mark that no other thing has.</summary>
    public static string New() => string.Create(CultureInfo.InvariantCulture, $"{Machine}-{Environment.ProcessId}-{Path.GetRandomFileName()}");

    /// <summary>Removes what dead processes left in a folder, among the files and folders whose names are <paramref name="before"/>, then a mark.</summary>
    public static void Sweep(string folder, string before)
    {
        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(folder, before + Machine + "-*"))
                if (IsDead(Path.GetFileName(path)[(before.Length + Machine.Length + 1)..]))
                    Remove(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What cannot be swept is in nobody's way.
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }

    private static bool IsDead(string rest)
    {
        if (!int.TryParse(rest.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return false;
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
