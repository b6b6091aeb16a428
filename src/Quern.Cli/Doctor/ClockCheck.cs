using Quern.Engine.Recovery;
using Quern.Stores.Lmdb;
using Quern.Time;

namespace Quern.Cli.Doctor;

/// <summary>Whether the machine's clock can be right: it is not behind what was applied and what came by it.</summary>
internal sealed class ClockCheck : IDoctorCheck
{
    private static readonly DateTimeOffset Release = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Duration Tolerance = new(60 * Instant.PerSecond);

    public int Order => 70;

    public string Name => "clock";

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        var (clock, findings) = (patient.Time.GetUtcNow(), new List<Finding>());
        var now = Instant.From(clock);
        if (clock < Release) findings.Add(DoctorFindings.ClockBehind(now.ToString(), "This version of Quern is of a later day."));
        foreach (var (what, at) in Marks(patient))
            if (at > now + Tolerance) findings.Add(DoctorFindings.ClockBehind(now.ToString(), $"{what} is of {at}."));
        foreach (var finding in findings) yield return Diagnosis.Of("clock", finding);
        if (findings.Count == 0) yield return new("clock", $"{now}");
    }

    private static IEnumerable<(string What, Instant At)> Marks(Patient patient)
    {
        if (patient.Project is not { } project) yield break;
        if (project.OpenRegistry().Head() is { } head) yield return ($"Commit {head.Number}", head.Time);
        if (!File.Exists(Path.Combine(project.Streams, "data.mdb"))) yield break;
        using var store = new LmdbOnlineStore(project.Streams);
        foreach (var stream in StoredStreams.List(store)) yield return ($"The last event of stream '{stream.Stream}'", stream.LastKnown);
    }
}
