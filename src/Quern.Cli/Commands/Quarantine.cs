using System.CommandLine;
using System.Text.Json;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Sources;

namespace Quern.Cli.Commands;

/// <summary>Where rows go that cannot be used: nowhere, and the work fails; or into a file, one JSON object a line, and the work goes on.</summary>
internal sealed class Quarantine : IDisposable
{
    private StreamWriter? _file;

    private Quarantine(Project project, BadRowPolicy policy, string run)
    {
        File = PathOf(project, run);
        Rows = new BadRows(policy, Write);
    }

    public BadRows Rows { get; }

    /// <summary>Where bad rows are put aside; it is there only when there were any.</summary>
    public string File { get; }

    public static Option<BadRowPolicy> Option() => new("--on-bad-row") { Description = "What to do with a row that cannot be read as its record declares: fail, or quarantine it.", DefaultValueFactory = _ => BadRowPolicy.Fail };

    public static Quarantine Open(Project project, BadRowPolicy policy, string run) => new(project, policy, run);

    /// <summary>What to tell people; null when every row could be used.</summary>
    public string? Summary => Rows.Count == 0 ? null : Tell(Rows.Count, File);

    /// <summary>The file of a run.</summary>
    public static string PathOf(Project project, string run) => Path.Combine(project.Quarantine, run + ".ndjson");

    /// <summary>How many rows were put aside and where.</summary>
    public static string Tell(long rows, string path) => $"{Numbers.Count(rows, "bad row")} put aside in '{Path.GetRelativePath(Directory.GetCurrentDirectory(), path)}'";

    public void Dispose() => _file?.Dispose();

    private void Write(BadRow row)
    {
        if (_file is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            _file = new StreamWriter(File, append: false);
        }

        _file.WriteLine(JsonSerializer.Serialize(row, JsonSerializerOptions.Web));
    }
}
