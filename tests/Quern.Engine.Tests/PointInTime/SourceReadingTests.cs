using Quern.Engine.PointInTime;

namespace Quern.Engine.Tests.PointInTime;

/// <summary>How often a source is read.</summary>
public sealed class SourceReadingTests
{
    [Fact]
    public void Source_that_several_views_read_is_read_once()
    {
        var cases = new Histories(1, new TwoViews());
        var events = Enumerable.Range(0, 10).Select(i => new Happening { At = DateTimeOffset.UnixEpoch.AddSeconds(i), Known = DateTimeOffset.UnixEpoch, Who = "a", Amount = i }).ToList();
        var request = cases.Request([(DateTimeOffset.UnixEpoch.AddSeconds(20), "a", null)], asKnown: false);
        new HistoryEngine(cases.Reader(events), new(1, 1 << 30)).Compute(request, null, TestContext.Current.CancellationToken).EventsRead.ShouldBe(events.Count);
        request.BadRows.Expectations.ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Rows.ShouldBe(events.Count), one => one.Failed.ShouldBe(4));
    }

    /// <summary>Each time that a property is read it makes its definition anew.</summary>
    private sealed class TwoViews : FeatureRepository
    {
        public Entity Person => Entity("person", "", "who");

        public Source<Happening> Happenings => Parquet<Happening>("-", source => source.EventTime(h => h.At).Tag("tier", "gold").ExpectRange(h => h.Amount, 0, 5));

        public FeatureView Counts => Happenings.By(Person, h => h.Who).Windows("1m").Aggregate(w => new { Events = w.Count() });

        public FeatureView Sums => Happenings.By(Person, h => h.Who).Windows("1m").Aggregate(w => new { Amounts = w.Sum(h => h.Amount) });

        public FeatureService Everything => Service(Counts, Sums);
    }
}
