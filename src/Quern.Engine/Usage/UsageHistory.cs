namespace Quern.Engine.Usage;

/// <summary>What was counted.</summary>
/// <param name="Counts">The counts.</param>
/// <param name="Shapes">The shapes that they are of, by their ids.</param>
public sealed record UsageHistory(IReadOnlyDictionary<UsageKey, UsageCounts> Counts, IReadOnlyDictionary<string, UsageShape> Shapes)
{
    /// <summary>For how many days it is kept; what is older goes.</summary>
    public const int Days = 90;

    /// <summary>Nothing.</summary>
    public static UsageHistory Empty { get; } = new(new Dictionary<UsageKey, UsageCounts>(), new Dictionary<string, UsageShape>());

    /// <summary>Gets the first hour since 1970 of which anything is known; null when nothing is.</summary>
    public long? First => Counts.Count == 0 ? null : Counts.Keys.Min(key => key.Hour);

    /// <summary>Both together.</summary>
    public UsageHistory With(UsageHistory other)
    {
        var (counts, shapes) = (new Dictionary<UsageKey, UsageCounts>(Counts), new Dictionary<string, UsageShape>(Shapes, StringComparer.Ordinal));
        foreach (var (key, more) in other.Counts) counts[key] = counts.GetValueOrDefault(key) + more;
        foreach (var (id, shape) in other.Shapes) shapes[id] = shape;
        return new(counts, shapes);
    }
}
