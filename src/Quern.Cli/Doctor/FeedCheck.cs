using Quern.Engine.Feeds;

namespace Quern.Cli.Doctor;

/// <summary>Whether what feeds streams answers, may be read by us, and goes by the same clock.</summary>
internal sealed class FeedCheck : IDoctorCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public int Order => 80;

    public string Name => "feeds";

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        if (patient.Project is not { } project) yield break;
        foreach (var (stream, feed) in project.File.Feeds.OrderBy(feed => feed.Key, StringComparer.Ordinal))
        {
            var subject = $"feed {stream}";
            var probe = patient.Patiently(stop => feed.Probe(patient.Time, stop), () => new FeedProbe(null, null, [DoctorFindings.Silent(feed.Name)]));
            foreach (var finding in probe.Findings) yield return Diagnosis.Of(subject, finding);
            if (probe.ClockAhead is { } ahead && ahead.Duration() > Tolerance) yield return Diagnosis.Of(subject, DoctorFindings.ClocksDiffer($"what feeds stream '{stream}'", ahead));
            if (probe.Findings.Count == 0) yield return new(subject, $"{feed.Name}: {probe.System}{(probe.ClockAhead is { } difference ? $", its clock within {Math.Max(1, Math.Abs(Math.Ceiling(difference.TotalMilliseconds)))} ms of this machine's" : "")}");
        }
    }
}
