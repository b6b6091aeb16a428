using Quern.Cli.Projects;
using Quern.Definitions;

namespace Quern.Cli.Doctor;

/// <summary>Whether what was applied can be read and loaded, and whether its sources can be read.</summary>
internal sealed class RegistryCheck : IDoctorCheck
{
    public int Order => 50;

    public string Name => "registry";

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        if (patient.Project is not { } project) yield break;
        if (project.OpenRegistry().HeadNumber() == 0)
        {
            yield return new("registry", "nothing is applied yet: 'quern apply'");
            yield break;
        }

        using var applied = AppliedProject.Open(project);
        yield return new("registry", $"commit {applied.Commit.Number}: {applied.Plan.Views.Count} views, {applied.Plan.Services.Count} services");
        using var reader = Machine.Reader(project);
        foreach (var source in applied.Plan.Definition.Sources)
        {
            var findings = reader.Check(source);
            foreach (var finding in findings) yield return Diagnosis.Of($"source {source.Name}", finding);
            if (findings.Count == 0) yield return new($"source {source.Name}", source.Format == SourceFormat.Stream ? $"stream {source.Stream}" : $"{source.Format.ToString().ToLowerInvariant()}, readable");
        }
    }
}
