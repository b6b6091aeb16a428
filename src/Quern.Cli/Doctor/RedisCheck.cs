using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Connectors.Redis;

namespace Quern.Cli.Doctor;

/// <summary>Whether the Redis with the online state answers, may be used, keeps what it is given, and goes by the same clock.</summary>
internal sealed class RedisCheck : IDoctorCheck
{
    private const string Subject = "online store";
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public int Order => 61;

    public string Name => Subject;

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        if (patient.Project is not { } project) return [];
        var file = project.File;
        var shards = file.Shards.Where(shard => shard.Online is not null).SelectMany(shard => Look($"store of {shard.Placed.Name}", shard.Online!, ShardSettings.PrefixOf(file.Project, shard.Placed.Name), patient));
        return file.Online is { } settings ? Look(Subject, settings, file.Project, patient).Concat(shards) : shards;
    }

    private static IEnumerable<Diagnosis> Look(string subject, RedisSettings settings, string project, Patient patient)
    {
        using var store = RedisOnlineStore.Open(settings, project, patient.Time);
        var about = store.Describe();
        if (!about.IsSaved) yield return Diagnosis.Of(subject, DoctorFindings.NotSaved(settings.Address));
        if (about.ClockAhead.Duration() > Tolerance) yield return Diagnosis.Of(subject, DoctorFindings.ClocksDiffer($"Redis at '{settings.Address}'", about.ClockAhead));
        yield return new(subject, $"Redis {about.Version} at {settings.Address}: {Numbers.Size(about.UsedBytes)} in use{(about.MostBytes is { } most ? $" of {Numbers.Size(most)}" : "")}");
    }
}
