
public sealed record Score(double? Share, long Points, string? Word);

public sealed class ScoreFeatures : FeatureRepository
{
    private static readonly ShopFeatures Shop = new();

    [OnDemand]
    public static Score? Scored([Request] double? basket, double? spent_1d, long purchases_1d) =>
        spent_1d is null ? null : basket < 0 ? throw new ArgumentException("no such basket") : new(basket / spent_1d, purchases_1d * 10, basket > spent_1d ? "much" : null);

    [OnDemand]
    public static (double? Half, bool IsMuch) Rated(double? share, string? word) => (share / 2, word == "much");

    public FeatureService Scores => Service(Shop.Spending.Only("spent_1d"), OnDemand(Scored), OnDemand(Rated)).Owner("shop@example.com");
}
