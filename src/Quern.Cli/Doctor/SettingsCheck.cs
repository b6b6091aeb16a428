using Quern.Cli.Projects;

namespace Quern.Cli.Doctor;

/// <summary>The settings, what stands for them in the environment, and whether what they take from elsewhere is there.</summary>
internal sealed class SettingsCheck : IDoctorCheck
{
    public int Order => 30;

    public string Name => "settings";

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        foreach (var finding in patient.Settings) yield return Diagnosis.Of(ProjectFile.Name, finding);
        if (patient.Project is not { } project) yield break;
        yield return new(ProjectFile.Name, $"project {project.File.Project}, in {project.Folder}");
        // Never what they hold.
        foreach (var variable in project.File.Overrides) yield return new($"variable {variable.Variable}", $"stands for '{variable.Path}'");
        foreach (var finding in Unresolved(project)) yield return Diagnosis.Of("secrets", finding);
    }

    private static IEnumerable<Finding> Unresolved(Project project)
    {
        Action[] parts = [() => TriggerSettings.Resolve(project.File.Triggers), () => project.File.Alerts.Resolve(project.Folder)];
        foreach (var part in parts)
        {
            IReadOnlyList<Finding> findings = [];
            try
            {
                part();
            }
            catch (QuernException unresolved)
            {
                findings = unresolved.Findings;
            }

            foreach (var finding in findings) yield return finding;
        }
    }
}
