using System.CommandLine;
using Quern.Cli.Doctor;
using Quern.Cli.Rendering;

namespace Quern.Cli.Commands;

/// <summary>Looks at all that a project needs, and says what to do about what is wrong.</summary>
internal static class DoctorCommand
{
    private const int Wrong = 1;

    public static Command Create(SharedOptions shared)
    {
        var command = new Command("doctor", "Look at all that the project needs: libraries, settings, folders, stores, sources, clocks, what feeds streams.");
        CommandRun.Bind(command, shared, run => Run(run, shared));
        return command;
    }

    private static int Run(CommandRun run, SharedOptions shared)
    {
        var diagnoses = new List<Diagnosis>();
        foreach (var diagnosis in Patient.Open(run.Value(shared.Project), TimeProvider.System, run.Cancellation).Diagnose())
        {
            diagnoses.Add(diagnosis);
            run.Output.Line($"  {diagnosis.Level,-8} {diagnosis.Subject,-24} {(diagnosis.Finding is { } finding ? $"{finding.Code}: {finding.Message}" : diagnosis.Text)}".TrimEnd());
            if (diagnosis.Finding is not { } wrong) continue;
            if (wrong.Detail is { } detail) run.Output.Line($"{"",-36}{detail.ReplaceLineEndings(" ")}");
            if (wrong.Hint is { } hint) run.Output.Line($"{"",-36}hint: {hint.ReplaceLineEndings(" ")}");
        }

        var (wrongs, warnings) = (diagnoses.Count(diagnosis => diagnosis.Level == "wrong"), diagnoses.Count(diagnosis => diagnosis.Level == "warning"));
        run.Output.Json(new { sound = wrongs == 0, checks = diagnoses.Select(diagnosis => new { diagnosis.Subject, diagnosis.Level, text = diagnosis.Finding?.Message ?? diagnosis.Text, diagnosis.Finding?.Code, diagnosis.Finding?.Detail, diagnosis.Finding?.Hint }) });
        run.Output.Line(wrongs + warnings == 0 ? "All is well." : $"{Numbers.Count(wrongs, "thing")} wrong, {Numbers.Count(warnings, "warning")}.");
        return wrongs == 0 ? 0 : Wrong;
    }
}
