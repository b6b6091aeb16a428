using System.Globalization;
using System.Text;
using Quern.Stores.Files;

namespace Quern.Stores.Monitoring;

/// <summary>Up to which event of a stream the profiles of a folder are: a number in a file. Where it is not there nobody knows.</summary>
internal static class StreamEndFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>The number; null where there is none that can be read.</summary>
    public static long? Read(string folder) =>
        File.Exists(PathIn(folder)) && long.TryParse(File.ReadAllText(PathIn(folder)), NumberStyles.None, CultureInfo.InvariantCulture, out var end) ? end : null;

    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string folder, long end) => DurableFile.Replace(PathIn(folder), Encoding.ASCII.GetBytes(end.ToString(CultureInfo.InvariantCulture)));

    /// <exception cref="IOException">It cannot be taken away.</exception>
    public static void Forget(string folder) => File.Delete(PathIn(folder));

    /// <summary>Waits until no other process or thread writes; the system lets go of what a process that was killed held.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static IDisposable Lock(string folder)
    {
        while (true)
            try
            {
                return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(Path.Combine(folder, "lock")))
            {
                Thread.Sleep(Patience);
            }
    }

    private static string PathIn(string folder) => Path.Combine(folder, "stream-end");
}
