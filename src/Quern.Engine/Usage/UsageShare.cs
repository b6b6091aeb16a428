namespace Quern.Engine.Usage;

/// <summary>A part of what was counted of a shape: of the values those of its features, of bytes and time an even share for each value.</summary>
/// <param name="Of">Of what: a feature, or a view.</param>
/// <param name="Values">How many values.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="Ticks">How much time, in ticks of 100 ns.</param>
public readonly record struct UsageShare(string Of, double Values, double Bytes, double Ticks)
{
    /// <summary>What stands for the view of features that are computed on demand.</summary>
    public const string OnDemand = "(on demand)";

    /// <summary>By feature.</summary>
    public static IEnumerable<UsageShare> ByFeature(UsageShape shape, UsageCounts counts) => shape.Features.Select(feature => Part(feature, 1, shape, counts));

    /// <summary>By view, lookups as views.</summary>
    public static IEnumerable<UsageShare> ByView(UsageShape shape, UsageCounts counts) => shape.Features.CountBy(feature => UsageShape.ViewOf(feature) ?? OnDemand).Select(view => Part(view.Key, view.Value, shape, counts));

    private static UsageShare Part(string of, int features, UsageShape shape, UsageCounts counts)
    {
        var share = features / (double)shape.Features.Count;
        return new(of, counts.Values * share, counts.Bytes * share, counts.Ticks * share);
    }
}
