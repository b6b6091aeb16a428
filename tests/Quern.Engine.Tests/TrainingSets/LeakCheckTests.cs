using Quern.Engine.PointInTime;
using Quern.Engine.Tests.PointInTime;
using Quern.Engine.TrainingSets;
using Quern.Values;

namespace Quern.Engine.Tests.TrainingSets;

/// <summary>The rows that are computed a second time while a training set is made.</summary>
public class LeakCheckTests
{
    private const int Everything = 1 << 30;

    [Fact]
    public void Sample_is_spread_over_all_rows_and_names_none_twice()
    {
        LeakCheck.Sample(0).ShouldBeEmpty();
        LeakCheck.Sample(3).ShouldBe([0, 1, 2]);
        LeakCheck.Sample(6400).ShouldBe(Enumerable.Range(0, 64).Select(i => i * 100));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Equal_values_pass_and_rows_are_counted(bool keyed, bool asKnown)
    {
        var (request, result) = Compute(Everything, keyed, asKnown);
        LeakCheck.Run(request, result).ShouldBe(request.Times.Count);
    }

    [Fact]
    public void A_value_that_differs_is_named()
    {
        var (request, result) = Compute(Everything);
        var value = result.Checked[0];
        result.Of(value.Input).OpenWriter().SetNull(value.Row, FeatureStatus.OutsideMaxAge);
        var failure = Should.Throw<QuernException>(() => LeakCheck.Run(request, result));
        failure.Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN3900");
        failure.Message.ShouldContain($"at row {value.Row + 1} ");
    }

    [Fact]
    public void Of_several_passes_the_first_takes_part_of_the_rows()
    {
        var (request, result) = Compute(memory: 2000);
        LeakCheck.Run(request, result).ShouldBeInRange(1, request.Times.Count - 1);
    }

    [Fact]
    public void Nothing_is_kept_for_explanations() => Compute(Everything).Result.Checked.ShouldAllBe(value => value.Events.Count == 0);

    // Rows whose keys are null have no value to check, so there are none.
    private static (HistoryRequest Request, HistoryResult Result) Compute(int memory, bool keyed = false, bool asKnown = false)
    {
        var cases = new Histories(7, keyed ? new EveryAggregateKeyed() : new EveryAggregate());
        var events = Enumerable.Range(0, 200).Select(_ => cases.Event()).ToArray();
        var rows = Enumerable.Range(0, 50).Select(_ => (cases.Time(), (string?)"a", (long?)23)).ToArray();
        var request = cases.Request(rows, asKnown) with { Checked = LeakCheck.Sample(rows.Length) };
        return (request, new HistoryEngine(cases.Reader(events), new HistoryLimits(2, memory)).Compute(request, null, default));
    }
}
