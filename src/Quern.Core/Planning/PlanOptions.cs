namespace Quern.Planning;

/// <summary>What a project asks of its definitions beyond that they make sense.</summary>
public sealed record PlanOptions
{
    /// <summary>Whether every view must have an owner. Default: no.</summary>
    public bool RequireOwner { get; init; }
}
