using Quern.Planning;

namespace Quern.Engine.Served;

/// <summary>What a logged row of one service is, in one version of the registry.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Version">The version of the registry by which it was answered.</param>
/// <param name="Plan">The service, as it was then.</param>
public sealed record ServedShape(string Service, string Version, ServicePlan Plan)
{
    /// <summary>The content hash of the compiled definitions by which it was answered; empty where it is not known.</summary>
    public string Code { get; init; } = "";

    /// <summary>What a request gives for each row: the join keys, then the request fields.</summary>
    public IReadOnlyList<RequestField> Inputs { get; } = [.. Plan.JoinKeys, .. Plan.Requests];

    /// <summary>What has an event time: the reads by their names in the service, then the lookups.</summary>
    public IReadOnlyList<string> Timed { get; } = [.. Plan.Reads.Select(read => read.Name), .. Plan.Lookups.Select(read => read.Name)];
}
