namespace Quern.Engine.Serving;

/// <summary>What was taken of online state to answer, since the trace was started; of a lookup for all its items together.</summary>
/// <param name="Reads">For each of the service's reads, the pieces in the order in which they were taken.</param>
/// <param name="Lookups">For each of the service's lookups, the pieces in the order in which they were taken.</param>
public sealed record ReadTrace(IReadOnlyList<IReadOnlyList<ReadPiece>> Reads, IReadOnlyList<IReadOnlyList<ReadPiece>> Lookups);
