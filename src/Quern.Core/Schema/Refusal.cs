namespace Quern.Schema;

/// <summary>An event that could not be read, or was not taken.</summary>
/// <param name="Index">Its place among those that came together, from 0.</param>
/// <param name="Code">The code of the reason.</param>
/// <param name="Reason">Everything that is wrong with it.</param>
/// <param name="Event">The event as text, which may be cut where it is long.</param>
public sealed record Refusal(int Index, string Code, string Reason, string Event);
