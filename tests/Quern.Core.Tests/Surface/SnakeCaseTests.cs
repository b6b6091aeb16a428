namespace Quern.Surface.Tests;

public sealed class SnakeCaseTests
{
    [Theory]
    [InlineData("AirportDelays", "airport_delays")]
    [InlineData("P90Delay", "p90_delay")]
    [InlineData("HTTPCode", "http_code")]
    [InlineData("UserID", "user_id")]
    [InlineData("Last7d", "last7d")]
    [InlineData("Top3Items", "top3_items")]
    [InlineData("A", "a")]
    [InlineData("ABTest", "ab_test")]
    [InlineData("mean_delay_1h", "mean_delay_1h")]
    [InlineData("Mean_Delay", "mean_delay")]
    [InlineData("x2Y", "x2_y")]
    [InlineData("", "")]
    public void Name_InCSharp_BecomesSnakeCase(string name, string expected) => SnakeCase.Of(name).ShouldBe(expected);
}
