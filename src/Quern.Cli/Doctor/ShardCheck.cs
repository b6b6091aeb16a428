using System.Net.Http.Json;
using System.Text.Json;
using Quern.Cli.Commands;
using Quern.Cli.Projects;
using Quern.Planning.Shards;
using Quern.Protocol;

namespace Quern.Cli.Doctor;

/// <summary>Whether what the settings place in shards is there, and whether the right server answers at each address.</summary>
internal sealed class ShardCheck : IDoctorCheck
{
    public int Order => 62;

    public string Name => "shards";

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        if (patient.Project is not { } project) yield break;
        if (project.OpenRegistry().HeadNumber() > 0)
        {
            using var applied = AppliedProject.Open(project);
            var (map, findings) = ShardMap.Place(applied.Plan, ProjectShards.Placed(project));
            foreach (var finding in findings) yield return Diagnosis.Of(Name, finding);
            foreach (var shard in map.IsSharded ? map.Shards : []) yield return Describe(map, shard);
            foreach (var left in ShardMove.Left(project, map)) yield return Diagnosis.Of(Name, DoctorFindings.ShardLeft(left, project.ShardFolder(left)));
            foreach (var move in ShardMove.Of(project, applied.Plan, map).Where(move => !move.IsStreamAlone)) yield return Diagnosis.Of(Name, DoctorFindings.Moved(move.Text));
        }

        using var client = new HttpClient();
        foreach (var shard in project.File.Shards)
            if (shard.Placed.Url is { } url)
                yield return Ask(patient, client, shard.Placed.Name, url);
    }

    private static Diagnosis Describe(ShardMap map, ShardDefinition shard)
    {
        var plan = map.PlanOf(shard.Name);
        return new($"shard {shard.Name}", $"{plan.Services.Count} services, {plan.Views.Count} views");
    }

    private static Diagnosis Ask(Patient patient, HttpClient client, string shard, string url)
    {
        var subject = $"server of {shard}";
        try
        {
            var status = patient.Patiently(stop => client.GetFromJsonAsync<StatusShape>(url + "/v1/status", ServerQuery.Wire, stop).GetAwaiter().GetResult(), () => null);
            if (status is null) return Diagnosis.Of(subject, DoctorFindings.ShardSilent(shard, url, "It does not answer within 10 seconds."));
            if (status.Project != patient.Project!.File.Project || status.Shard != shard) return Diagnosis.Of(subject, DoctorFindings.OtherShard(shard, url, $"{status.Project ?? "no project"}, shard {status.Shard ?? ShardDefinition.DefaultName}"));
            return new(subject, $"answers at {url}, version {status.Version}");
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or NotSupportedException)
        {
            return Diagnosis.Of(subject, DoctorFindings.ShardSilent(shard, url, failure.Message));
        }
    }
}
