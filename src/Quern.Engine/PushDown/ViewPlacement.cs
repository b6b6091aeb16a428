namespace Quern.Engine.PushDown;

/// <summary>Where a view, or a lookup, was computed.</summary>
/// <param name="View">The name that it has in the service.</param>
/// <param name="Engine">What computed it: <see cref="Here"/>, or the name of a database's kind.</param>
/// <param name="Reason">Why it was not pushed down; null where it was.</param>
public sealed record ViewPlacement(string View, string Engine, string? Reason)
{
    /// <summary>The engine of every view that is not pushed down.</summary>
    public const string Here = "quern";
}
