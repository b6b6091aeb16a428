using Quern.Cli.Commands;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Connectors.Workers;

namespace Quern.Cli.Doctor;

/// <summary>Whether streams that workers share can be: their topics and views fit, their parts are taken, and all go by one clock.</summary>
internal sealed class WorkerCheck : IDoctorCheck
{
    public int Order => 85;

    public string Name => "workers";

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        if (patient.Project is not { File.Shared.Count: > 0 } project) yield break;
        foreach (var finding in patient.Patiently(stop => WorkerHost.CheckTopics(project.File.Shared, project.File.Feeds, patient.Time, stop), () => [])) yield return Diagnosis.Of(Name, finding);
        using var parts = RedisParts.Open(project.File.Online!, project.File.Project, project.File.Shared, patient.Time);
        if (WorkerHost.CheckClock(parts) is { } clock) yield return Diagnosis.Of(Name, clock);
        if (project.OpenRegistry().HeadNumber() is > 0)
        {
            using var applied = AppliedProject.Open(project);
            foreach (var finding in SharedViewCheck.Run(applied.Plan, parts.Streams)) yield return Diagnosis.Of(Name, finding);
        }

        foreach (var stream in PartStatus.Of(parts).GroupBy(part => part.Stream))
        {
            var (all, taken) = (stream.Count(), stream.Where(part => part.Worker is not null).ToArray());
            if (taken.Length < all) yield return Diagnosis.Of(Name, DoctorFindings.NotTaken(stream.Key, [.. stream.Where(part => part.Worker is null).Select(part => part.Name)], all));
            else yield return new(Name, $"stream '{stream.Key}': {Numbers.Count(all, "part")} with {Numbers.Count(taken.Select(part => part.Worker).Distinct().Count(), "worker")}, clocks within {Math.Max(1, taken.Max(part => Math.Abs(part.ClockAheadMs ?? 0))):0} ms of that of Redis");
        }
    }
}
