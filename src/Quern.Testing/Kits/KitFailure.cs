namespace Quern.Testing.Kits;

/// <summary>An adapter does not do what its port promises.</summary>
public sealed class KitFailure(string message) : Exception(message);
