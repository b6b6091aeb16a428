namespace Quern.Protocol.Streams;

/// <summary>An event that could not be read.</summary>
/// <param name="Index">Its place among those read together, from 0.</param>
/// <param name="Code">The code of the reason.</param>
/// <param name="Reason">Everything that is wrong with it.</param>
/// <param name="Event">Its text; what is longer than 16 KiB is cut.</param>
public sealed record UnreadEvent(int Index, string Code, string Reason, string Event);
