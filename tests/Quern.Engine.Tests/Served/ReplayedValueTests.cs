using Quern.Engine.Served;
using Quern.Values;

namespace Quern.Engine.Tests.Served;

/// <summary>What is compared when a logged request is computed again.</summary>
public sealed class ReplayedValueTests
{
    [Theory]
    [InlineData(FeatureStatus.Present, true, false)]
    [InlineData(FeatureStatus.TimedOut, false, true)]
    [InlineData(FeatureStatus.Default, false, true)]
    [InlineData(FeatureStatus.LastGood, false, true)]
    [InlineData(FeatureStatus.NullValue, false, false)]
    public void AValueThatADeadlineCutOff_IsNeitherTheSameNorDifferent(FeatureStatus served, bool isSame, bool isCutOff)
    {
        var value = new ReplayedValue("spent", new(served.HasValue() ? Value.Of(1.5) : Value.Null, served), new(Value.Of(1.5), FeatureStatus.Present));
        (value.IsSame, value.IsCutOff).ShouldBe((isSame, isCutOff));
    }

    [Fact]
    public void AValueThatWasNotServed_IsDifferent() => (new ReplayedValue("spent", null, new(Value.Of(1.5), FeatureStatus.Present)) is { IsSame: false, IsCutOff: false }).ShouldBeTrue();
}
