using System.CommandLine;

namespace Quern.Cli.Commands;

/// <summary>What every command takes.</summary>
internal sealed class SharedOptions
{
    public Option<string?> Project { get; } = new("--project", "-p") { Description = "The project's folder; by default this one, or the nearest above that has a quern.json.", Recursive = true };

    public Option<bool> Json { get; } = new("--json") { Description = "Say everything as one JSON document.", Recursive = true };

    public void AddTo(Command root)
    {
        root.Options.Add(Project);
        root.Options.Add(Json);
    }
}
