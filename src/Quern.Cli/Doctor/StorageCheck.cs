using Quern.Cli.Projects;
using Quern.Connectors.S3;
using Quern.Engine.Objects;

namespace Quern.Cli.Doctor;

/// <summary>Whether object storage answers, goes by the same clock, lets sources be listed, and takes tables of streams: a small object is put, put where there is one, read and removed again.</summary>
internal sealed class StorageCheck : IDoctorCheck
{
    private const string Subject = "object storage";
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public int Order => 62;

    public string Name => Subject;

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        if (patient.Project is not { File.Storage: { } settings, Objects: { } objects } project) yield break;
        objects.Stop = patient.Stop;
        if (settings.S3 is { } s3)
        {
            var findings = new List<Finding>();
            if (!Try(findings, () => Clock(s3, patient, findings))) yield return Diagnosis.Of(Subject, findings[0]);
            if (findings is [{ Code: "QRN6714" } differs]) yield return Diagnosis.Of(Subject, differs);
            // Of one that does not answer nothing more can be asked.
            else if (findings.Count > 0) yield break;
        }

        foreach (var bucket in Buckets(project))
        {
            var findings = new List<Finding>();
            var prefix = project.HistoryLocation is { } history && history.Bucket == bucket ? history.Under("").Key : null;
            var text = prefix is null ? "can be listed" : "can be listed and written, and keeps two writers apart";
            if (Try(findings, () => objects.Open(bucket).List(prefix ?? "", null, patient.Stop).Any()) && prefix is not null) Try(findings, () => Write(objects.Open(bucket), prefix, patient.Stop));
            foreach (var finding in findings) yield return Diagnosis.Of($"bucket {bucket}", finding);
            if (findings.Count == 0) yield return new($"bucket {bucket}", $"{settings.S3?.Address ?? settings.Folder}: {text}");
        }
    }

    private static IReadOnlyList<string> Buckets(Project project)
    {
        try
        {
            using var applied = AppliedProject.Open(project);
            return ObjectStorages.BucketsOf(project, applied.Plan.Definition.Sources);
        }
        catch (QuernException)
        {
            // What is wrong with what was applied is told by itself.
            return ObjectStorages.BucketsOf(project, []);
        }
    }

    private static void Clock(S3Settings settings, Patient patient, List<Finding> findings)
    {
        using var server = new S3Objects(settings);
        if (server.ClockAhead(patient.Time, patient.Stop) is { } ahead && ahead.Duration() > Tolerance) findings.Add(DoctorFindings.ClocksDiffer($"object storage at '{settings.Address}'", ahead));
    }

    private static void Write(IObjectStore store, string prefix, CancellationToken stop)
    {
        var key = $"{prefix}.quern-doctor-{Guid.NewGuid():N}";
        try
        {
            if (!store.TryCreate(key, "one"u8.ToArray(), stop) || store.TryCreate(key, "two"u8.ToArray(), stop)) throw new QuernException(ObjectFindings.NoCreate(store.Name));
            if (store.Get(key, stop) is not { } found || !found.Content.AsSpan().SequenceEqual("one"u8)) throw new QuernException(ObjectFindings.Changed($"{store.Name}/{key}"));
        }
        finally
        {
            store.Delete(key, stop);
        }
    }

    private static bool Try(List<Finding> findings, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (QuernException failure)
        {
            findings.AddRange(failure.Findings);
            return false;
        }
    }
}
