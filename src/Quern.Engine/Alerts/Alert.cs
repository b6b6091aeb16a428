namespace Quern.Engine.Alerts;

/// <summary>Something wrong, from when it was first seen until it was over.</summary>
/// <param name="Id">Names it: no other alert, of the same condition either, has it.</param>
/// <param name="Condition">What is wrong, as of when it was last seen.</param>
/// <param name="Since">When it was first seen.</param>
public sealed record Alert(string Id, AlertCondition Condition, DateTimeOffset Since)
{
    /// <summary>When receivers were last told that it is open; null while they were not.</summary>
    public DateTimeOffset? Told { get; init; }

    /// <summary>When somebody acknowledged it; null while nobody has. It is not told again then, until it is over.</summary>
    public DateTimeOffset? Acknowledged { get; init; }

    /// <summary>When it was over; null while it is open.</summary>
    public DateTimeOffset? Resolved { get; init; }
}
