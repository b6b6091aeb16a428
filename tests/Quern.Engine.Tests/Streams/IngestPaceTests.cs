using Quern.Engine.Streams;

namespace Quern.Engine.Tests.Streams;

public sealed class IngestPaceTests
{
    [Fact]
    public void While_indexed_state_keeps_up_nothing_is_slowed() =>
        new IngestPace().After(20_000, IngestPace.Calm).ShouldBe(TimeSpan.Zero);

    [Fact]
    public void The_more_rows_are_missing_the_longer_the_rest()
    {
        var rests = new[] { 2, 4, 8 }.Select(millions => new IngestPace().After(2_000, 1_000_000L * millions)).ToArray();
        rests.ShouldBeInOrder(SortDirection.Ascending);
        rests.ShouldBeUnique();
    }

    [Fact]
    public void Rests_too_short_to_be_worth_it_are_added_up()
    {
        var (one, many) = (new IngestPace().After(10_000, 3_000_000), new IngestPace());
        var sum = TimeSpan.Zero;
        for (var push = 0; push < 1_000; push++) sum += many.After(10, 3_000_000);
        many.After(1, 3_000_000).ShouldBe(TimeSpan.Zero);
        sum.ShouldBeInRange(one - TimeSpan.FromMilliseconds(2), one + TimeSpan.FromMilliseconds(2));
    }

    [Fact]
    public void No_rest_is_so_long_that_a_stop_or_a_push_waits_for_it() =>
        new IngestPace().After(20_000, 1_000_000_000).ShouldBe(TimeSpan.FromMilliseconds(200));
}
