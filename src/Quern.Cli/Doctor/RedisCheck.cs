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
        if (patient.Project is not { File.Online: { } settings } project) yield break;
        using var store = RedisOnlineStore.Open(settings, project.File.Project, patient.Time);
        var about = store.Describe();
        if (!about.IsSaved) yield return Diagnosis.Of(Subject, DoctorFindings.NotSaved(settings.Address));
        if (about.ClockAhead.Duration() > Tolerance) yield return Diagnosis.Of(Subject, DoctorFindings.ClocksDiffer($"Redis at '{settings.Address}'", about.ClockAhead));
        yield return new(Subject, $"Redis {about.Version} at {settings.Address}: {Numbers.Size(about.UsedBytes)} in use{(about.MostBytes is { } most ? $" of {Numbers.Size(most)}" : "")}");
    }
}
