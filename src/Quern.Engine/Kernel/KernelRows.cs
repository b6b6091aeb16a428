using Quern.Values;

namespace Quern.Engine.Kernel;

/// <summary>Rows of a spine.</summary>
/// <param name="Numbers">The number of each, by which its values find back to it; none is there twice.</param>
/// <param name="Times">The instant of each; none is null.</param>
/// <param name="JoinKeys">The columns named by the service's join keys, in that order.</param>
/// <param name="Requests">The columns named by the service's request fields, in that order.</param>
public sealed record KernelRows(Int64Column Numbers, Int64Column Times, IReadOnlyList<Column> JoinKeys, IReadOnlyList<Column> Requests);
