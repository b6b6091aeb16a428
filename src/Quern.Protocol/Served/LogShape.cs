namespace Quern.Protocol.Served;

/// <summary>The log of served vectors.</summary>
/// <param name="WaitingBytes">How much memory is taken by rows that wait to be written.</param>
/// <param name="Trouble">Why rows cannot be written now; null while they can.</param>
/// <param name="Services">The services that are logged; empty when none is.</param>
public sealed record LogShape(long WaitingBytes, string? Trouble, IReadOnlyList<LoggedServiceShape> Services);

/// <summary>What became of the rows of one service since the server began.</summary>
/// <param name="Service">The service.</param>
/// <param name="Sample">The share of join keys that is logged.</param>
/// <param name="Written">Rows that are in the service's table.</param>
/// <param name="Dropped">Rows for which there was no room.</param>
public sealed record LoggedServiceShape(string Service, double Sample, long Written, long Dropped);
