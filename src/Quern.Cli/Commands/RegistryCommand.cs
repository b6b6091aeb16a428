using System.CommandLine;
using Quern.Cli.Rendering;
using Quern.Engine.Registry;
using Quern.Stores.Registry;

namespace Quern.Cli.Commands;

/// <summary>Moves a project's registry from files into the database that the settings name.</summary>
internal static class RegistryCommand
{
    public static Command Create(SharedOptions shared)
    {
        var copy = new Command("copy", "Copy what was applied from the project's folder into the database that \"registry\" in quern.json names.");
        CommandRun.Bind(copy, shared, Copy);
        return new("registry", "Move the registry to where a team can share it.") { copy };
    }

    private static int Copy(CommandRun run)
    {
        if (run.Project.File.Registry is null)
            throw new QuernException(new Finding("QRN6525", "the settings name no database for the registry", "It is in files of the project's folder.", "Add it to quern.json: \"registry\": { \"postgres\": \"env:REGISTRY_URL\" }."));
        var (from, to) = (new FileRegistryStore(run.Project.Registry), run.Project.OpenRegistry());
        var copied = RegistryCopy.Run(from, to);
        var (head, behind) = (to.HeadNumber(), from.HeadNumber());
        run.Output.Json(new { copied, head });
        run.Output.Line(copied > 0 ? $"{Numbers.Count(copied, "commit")} copied; the database has {head}. The files stay as they are, and are not read any more." : head > behind ? $"Nothing to copy: the database has all {behind} and {head - behind} more." : $"Nothing to copy: the database has all {behind}.");
        return 0;
    }
}
