using System.CommandLine;
using System.Text.Json;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Sources;

namespace Quern.Cli.Commands;

/// <summary>Where rows go that cannot be used: nowhere, and the work fails; or into a file, one JSON object a line, and the work goes on.</summary>
internal sealed class Quarantine : IDisposable
{
    private readonly string _path;
    private StreamWriter? _file;

    private Quarantine(Project project, BadRowPolicy policy, string run)
    {
        _path = Path.Combine(project.Quarantine, run + ".ndjson");
        Rows = new BadRows(policy, Write);
    }

    public BadRows Rows { get; }

    public static Option<BadRowPolicy> Option() => new("--on-bad-row") { Description = "What to do with a row that cannot be read as its record declares: fail, or quarantine it.", DefaultValueFactory = _ => BadRowPolicy.Fail };

    public static Quarantine Open(Project project, BadRowPolicy policy, string run) => new(project, policy, run);

    /// <summary>What to tell people; null when every row could be used.</summary>
    public string? Summary => Rows.Count == 0 ? null : $"{Numbers.Count(Rows.Count, "bad row")} put aside in '{_path}'.";

    public void Dispose() => _file?.Dispose();

    private void Write(BadRow row)
    {
        if (_file is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            _file = new StreamWriter(_path, append: false);
        }

        _file.WriteLine(JsonSerializer.Serialize(row, JsonSerializerOptions.Web));
    }
}
