using System.CommandLine;
using System.Text.RegularExpressions;
using Quern.Cli.Projects;
using Quern.Cli.Templating;

namespace Quern.Cli.Commands;

/// <summary>Makes a new project that works as it is.</summary>
internal static partial class InitCommand
{
    public static Command Create(SharedOptions shared)
    {
        var name = new Argument<string>("name") { Description = "The folder to make; its last part is the project's name." };
        var template = new Option<string>("--template", "-t") { Description = "What to begin with: flights (a small story with made-up data) or empty.", DefaultValueFactory = _ => ProjectTemplate.Names[0] };
        template.AcceptOnlyFromAmong(ProjectTemplate.Names);
        var command = new Command("init", "Make a new project: definitions, a test, sample data. It plans, applies, tests and serves as it is.") { name, template };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(name)!, run.Value(template)!));
        return command;
    }

    private static int Run(CommandRun run, string name, string template)
    {
        var folder = name.Length == 0 ? "" : Path.TrimEndingDirectorySeparator(Path.GetFullPath(name));
        var project = Path.GetFileName(folder);
        Check(folder, project);
        var files = ProjectTemplate.Write(template, folder, project, TimeProvider.System.GetUtcNow());
        QuernLocation.Write(Project.Open(folder));
        run.Output.Json(new { project, folder, template, files });
        run.Output.Line($"Made project '{project}' in '{folder}':");
        foreach (var file in files) run.Output.Line($"  {file}");
        run.Output.Line();
        run.Output.Line("Next:");
        run.Output.Line($"  cd {Path.GetRelativePath(Directory.GetCurrentDirectory(), folder)}");
        run.Output.Line("  quern plan          what would be registered");
        run.Output.Line("  quern apply         register it");
        run.Output.Line("  dotnet test         the test in tests/, offline and online at once");
        run.Output.Line("README.md has the rest: training set, materialize, get, serve.");
        return 0;
    }

    private static void Check(string folder, string project)
    {
        if (!ProjectName().IsMatch(project))
            throw new QuernException(new Finding("QRN6031", $"'{project}' cannot be a project's name", "It names the project on the wire, a folder and a file.", "Begin with a letter, then letters, digits, '_' and '-': quern init late-flights."));
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new QuernException(new Finding("QRN6030", $"'{folder}' is there already and is not empty", "Nothing was written.", "Name a folder that does not exist, or an empty one."));
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]*$")]
    private static partial Regex ProjectName();
}
