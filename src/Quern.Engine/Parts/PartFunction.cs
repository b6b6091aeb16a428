namespace Quern.Engine.Parts;

/// <summary>Gives the part of a message by its key, as those who send messages spread them.</summary>
/// <param name="key">The key's bytes.</param>
/// <param name="parts">How many parts there are.</param>
/// <returns>The part, from 0 on.</returns>
public delegate int PartFunction(ReadOnlySpan<byte> key, int parts);
