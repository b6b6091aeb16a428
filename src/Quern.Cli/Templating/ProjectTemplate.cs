using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Quern.Cli.Templating;

/// <summary>
/// The files of a new project: what all templates share, and what one adds. In paths and texts <c>{{name}}</c> is the project's name, and <c>{{today-3}}</c> the day
/// three days ago in UTC, so that sample data is recent when it is first looked at.
/// </summary>
internal static partial class ProjectTemplate
{
    private const string Root = "Templates/";
    private const string Ending = ".template";

    /// <summary>The names of all templates; the first is the default.</summary>
    public static readonly string[] Names = ["flights", "empty"];

    /// <summary>Writes the files into a folder and gives their paths in it.</summary>
    public static IReadOnlyList<string> Write(string template, string folder, string name, DateTimeOffset now)
    {
        var assembly = Assembly.GetExecutingAssembly();
        string[] shares = [$"{Root}common/", $"{Root}{template}/"];
        var written = new List<string>();
        foreach (var resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (shares.FirstOrDefault(share => resource.StartsWith(share, StringComparison.Ordinal)) is not { } share) continue;
            using var stream = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var file = Fill(resource[share.Length..^Ending.Length], name, now);
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Fill(stream.ReadToEnd(), name, now));
            written.Add(file);
        }

        return written;
    }

    private static string Fill(string text, string name, DateTimeOffset now) => Day().Replace(
        text.Replace("{{name}}", name, StringComparison.Ordinal),
        day => now.UtcDateTime.AddDays(-int.Parse(day.Groups["ago"].ValueSpan, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\{\{today-(?<ago>\d+)\}\}")]
    private static partial Regex Day();
}
