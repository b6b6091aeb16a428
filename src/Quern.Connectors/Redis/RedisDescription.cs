namespace Quern.Connectors.Redis;

/// <summary>How a server is.</summary>
/// <param name="Version">Its version.</param>
/// <param name="UsedBytes">How much memory it uses, for all of its users.</param>
/// <param name="MostBytes">How much it may use; null for as much as there is.</param>
/// <param name="IsSaved">Whether what is written is there after a crash.</param>
/// <param name="ClockAhead">How far its clock is ahead of this machine's; below zero where it is behind.</param>
public sealed record RedisDescription(string Version, long UsedBytes, long? MostBytes, bool IsSaved, TimeSpan ClockAhead);
