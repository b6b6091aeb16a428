using Quern.Definitions;

namespace Quern;

/// <summary>What was read from a project's repositories.</summary>
/// <param name="Definition">All that could be read; where there are findings, with stand-ins, so that the rest can still be checked.</param>
/// <param name="Findings">What is wrong with the definitions as they are written.</param>
public sealed record RepositoryReading(RepositoryDefinition Definition, IReadOnlyList<Finding> Findings)
{
    /// <summary>Where each definition comes from, in no order.</summary>
    public IReadOnlyList<DefinitionMember> Members { get; init; } = [];
}
