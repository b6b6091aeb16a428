namespace Quern.Engine.Usage;

/// <summary>Of what something was counted.</summary>
/// <param name="Hour">The hour since 1970 in which it was done; not negative.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Subject">Of reads and training sets the <see cref="UsageShape.Id"/>, of writes the view's reference, of a server <see cref="None"/>.</param>
/// <param name="Consumer">Who asked, as <see cref="ConsumerNames"/> has it, or by which way it was written.</param>
public readonly record struct UsageKey(long Hour, UsageKind Kind, string Subject, string Consumer)
{
    /// <summary>Stands where there is no name.</summary>
    public const string None = "-";
}
