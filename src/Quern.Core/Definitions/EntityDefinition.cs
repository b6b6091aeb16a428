namespace Quern.Definitions;

/// <summary>A thing that features are about, named by one or more join keys.</summary>
/// <param name="Name">The entity's name, lower snake case.</param>
/// <param name="JoinKeys">The names of the columns that identify one, in the order in which a view gives their expressions; at least one.</param>
/// <param name="Labels">What people say about it.</param>
public sealed record EntityDefinition(string Name, IReadOnlyList<string> JoinKeys, Labels Labels);
