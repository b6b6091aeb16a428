namespace Quern.Testing.Kits;

/// <summary>An adapter does not do what its port promises.</summary>
public sealed class KitFailure(string message) : Exception(message)
{
    /// <summary>Fails where something does not hold.</summary>
    internal static void Unless(bool holds, string otherwise)
    {
        if (!holds) throw new KitFailure(otherwise);
    }
}
