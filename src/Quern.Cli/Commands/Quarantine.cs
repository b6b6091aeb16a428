using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Sources;
using Quern.Stores.Sources;

namespace Quern.Cli.Commands;

/// <summary>The option that says what becomes of rows that cannot be used, and where they lie.</summary>
internal static class Quarantine
{
    public static Option<BadRowPolicy> Option() => new("--on-bad-row") { Description = "What to do with a row that cannot be read as its record declares: fail, or quarantine it.", DefaultValueFactory = _ => BadRowPolicy.Fail };

    public static QuarantineFile Open(Project project, BadRowPolicy policy, string run) => new(PathOf(project, run), policy);

    /// <summary>What to tell people; null when every row could be used.</summary>
    public static string? Summary(QuarantineFile quarantine) => quarantine.Rows.Count + quarantine.Rows.Rejected == 0 ? null : Tell(quarantine.Rows.Count, quarantine.Rows.Rejected, quarantine.Path);

    /// <summary>The file of a run.</summary>
    public static string PathOf(Project project, string run) => Path.Combine(project.Quarantine, run + ".ndjson");

    /// <summary>How many rows were put aside and where.</summary>
    public static string Tell(long bad, long rejected, string path)
    {
        var rows = string.Join(" and ", new[] { bad > 0 ? Numbers.Count(bad, "bad row") : "", rejected > 0 ? Numbers.Count(rejected, "rejected row") : "" }.Where(part => part.Length > 0));
        return $"{rows} put aside in '{Path.GetRelativePath(Directory.GetCurrentDirectory(), path)}'";
    }
}
