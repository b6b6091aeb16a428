using Quern.Drift;

namespace Quern.Tests.Drift;

public sealed class FalseDiscoveriesTests
{
    // The fifteen values of the paper's own example: at 5 % the first four are believed.
    private static readonly double[] Paper =
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000];

    [Fact]
    public void Limit_OfThePapersExample_IsTheFourth() => FalseDiscoveries.Limit(Paper.Reverse(), 0.05).ShouldBe(0.0095);

    [Fact]
    public void Limit_WhereNothingIsTelling_BelievesNone() => FalseDiscoveries.Limit([0.3, 0.6, 0.9], 0.05).ShouldBeLessThan(0);

    [Fact]
    public void Limit_OfNoTests_BelievesNone() => FalseDiscoveries.Limit([], 0.05).ShouldBeLessThan(0);
}
