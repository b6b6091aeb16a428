using System.Linq.Expressions;
using Quern.Engine.Expectations;
using Quern.Engine.Tests.PointInTime;
using Quern.Testing;

namespace Quern.Engine.Tests.Expectations;

/// <summary>How many rows a change of rules leaves out, and which rule does.</summary>
public sealed class DropCheckTests
{
    private static readonly Rules None = new(source => source);

    [Fact]
    public void Rules_ThatAreNewOrStricter_LeaveOutRowsThatCounted()
    {
        var dropped = Check(new(source => source.Where(h => h.Amount > 0)), new(source => source.Where(h => h.Amount > 0 && h.Amount < 90).Expect("few", h => 100 / (h.Amount - 50) < 50, OnFail.Reject)));
        dropped.ShouldHaveSingleItem().ToString().ShouldBe("source 'happenings' leaves out 13 of 99 rows that count now (13.1 %)");
        dropped[0].Causes.Select(cause => cause.ToString()).ShouldBe(
        [
            "Where ((row.amount > 0) && (row.amount < 90)): 10, first 1970-01-01T00:01:30Z amount=90",
            "'few': 3, first 1970-01-01T00:00:50Z amount=50 (Attempted to divide by zero.)",
        ]);
    }

    [Fact]
    public void Rules_ThatAreLaxerOrTheSame_LeaveOutNothing()
    {
        var strict = new Rules(source => source.Where(h => h.Amount > 0).Expect("few", h => h.Amount < 90, OnFail.Reject));
        Check(strict, strict).ShouldBeEmpty();
        Check(strict, None).ShouldBeEmpty();
        Check(strict, new(source => source.Where(h => h.Amount > -5).Expect("few", h => h.Amount < 95, OnFail.Reject))).ShouldBeEmpty();
        Check(None, new(source => source.Expect("few", h => h.Amount < 90).Expect("observed", h => h.Amount < 9, OnFail.Observe))).ShouldBeEmpty();
    }

    [Fact]
    public void Filter_OfAView_IsMeasuredOverTheRowsOfItsSource()
    {
        var dropped = Check(new(source => source.Where(h => h.Amount >= 50)), new(source => source.Where(h => h.Amount >= 50), h => h.Amount >= 60));
        dropped.ShouldHaveSingleItem().ToString().ShouldBe("view 'counts' leaves out 10 of 50 rows that count now (20.0 %)");
    }

    [Fact]
    public void SourceWithoutRows_LosesNone() => Check(None, new(source => source.Where(h => h.Amount > 0)), rows: 0).ShouldBeEmpty();

    private static IReadOnlyList<DroppedRows> Check(Rules before, Rules after, int rows = 100)
    {
        var reader = new MemorySourceReader { BatchRows = 7 };
        reader.Add("happenings", Enumerable.Range(0, rows).Select(i => new Happening { At = DateTimeOffset.UnixEpoch.AddSeconds(i), Amount = i }));
        return DropCheck.Run(RepositoryReader.Read(before).Definition, RepositoryReader.Read(after).Definition, reader, null, default);
    }

    private sealed class Rules(Func<SourceBuilder<Happening>, SourceBuilder<Happening>> rules, Expression<Func<Happening, bool>>? filter = null) : FeatureRepository
    {
        public Source<Happening> Happenings => Parquet<Happening>("-", source => rules(source.EventTime(h => h.At)), "happenings");

        public FeatureView Counts
        {
            get
            {
                var keyed = Happenings.By(Entity("who"), h => h.Who);
                return (filter is null ? keyed : keyed.Where(filter)).Windows("1d").Aggregate(w => new { Count = w.Count() });
            }
        }
    }
}
