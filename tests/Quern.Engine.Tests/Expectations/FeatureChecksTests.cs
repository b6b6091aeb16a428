using Quern.Engine.Expectations.Features;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Engine.Tests.PointInTime;
using Quern.Testing;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Expectations;

/// <summary>What is counted of a training set's values, part by part, equals a plain look at each.</summary>
public sealed class FeatureChecksTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 15 : 1000;

    [Fact]
    public void Counts_equal_the_slow_twin_whatever_the_parts()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var cases = new Histories(seed, new Watched());
            var request = cases.Request(cases.Rows(), asKnown: false);
            var result = new HistoryEngine(cases.Reader(cases.Events(60)), new(1, 1 << 28)).Compute(request, null, TestContext.Current.CancellationToken);
            ResultColumn[] columns = [.. request.Service.Outputs.Select(result.Of)];
            var checks = new FeatureChecks(request.Service);
            checks.Add(0, columns);
            checks.Add(columns[0].Count, columns);
            var outcomes = checks.Outcomes();
            outcomes.Select(outcome => $"{outcome.Column} {outcome.Name}").ShouldBe(["total_4s total is small", "total_4s total is there", "last_4s of two", "again__total_4s total is small", "again__total_4s total is there", "again__last_4s of two"]);
            var (total, last) = (Values(columns[0]), Values(columns[1]));
            Compare(outcomes[0], [.. total.Select(value => value.IsNull || (value.AsDouble() >= -1 && value.AsDouble() <= 1))]);
            Compare(outcomes[1], [.. total.Select(value => !value.IsNull)]);
            Compare(outcomes[2], [.. last.Select(value => value.IsNull || value.AsText() is "a" or "b")]);

            void Compare(FeatureOutcome outcome, bool[] met)
            {
                var all = met.Concat(met).ToList();
                (outcome.Rows, outcome.Failed).ShouldBe((all.Count, all.Count(one => !one)), $"seed {seed}, {outcome.Name}");
                outcome.First.Select(one => one.Row).ShouldBe(all.Select((one, i) => (one, i)).Where(one => !one.one).Take(3).Select(one => one.i + 1L));
                outcome.Holds.ShouldBe(outcome.Failed <= (outcome.Expectation.MaxShare ?? 0) * outcome.Rows);
            }
        }
    }

    [Fact]
    public void Value_whose_condition_throws_fails_and_says_why_and_what_was_not_served_is_not_judged()
    {
        var service = Histories.PlanOf(new Throwing());
        var column = new ResultColumn(DataType.Scalar(ValueKind.Int64), 3);
        var writer = column.OpenWriter();
        for (var row = 0; row < 3; row++) writer.Set(row, Value.Of((long)row), FeatureStatus.Present);
        var (checks, some) = (new FeatureChecks(service), new FeatureChecks(service));
        checks.Add(0, [column]);
        checks.Outcomes()[0].Note.ShouldBe("1 of 3 values of count_4s fail: 'shared'; first 0 in row 1 (Attempted to divide by zero.)");
        some.Add(0, [column], [[false, true, true]]);
        some.Outcomes()[0].ShouldSatisfyAllConditions(outcome => outcome.Rows.ShouldBe(2), outcome => outcome.Note.ShouldBeNull());
        new FeatureChecks(service).Outcomes()[0].Holds.ShouldBeTrue();
    }

    [Fact]
    public void View_is_judged_at_an_instant_of_each_entity_with_events()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var cases = new Histories(seed, new Watched());
            var (events, asOf, cancellation) = (cases.Events(60), Instant.From(cases.Time()), TestContext.Current.CancellationToken);
            var report = ViewTest.Run(cases.Reader(events), new(1, 1 << 28), cases.Service.Reads[0].View, asOf, () => throw new InvalidOperationException("Nothing pauses: nobody need have looked."), new(BadRowPolicy.Fail), null, cancellation);
            var entities = events.Where(one => one.Who is not null && one.Where is not null && new Interval(asOf - new Duration(4 * Instant.PerSecond), asOf).Contains(Instant.From(one.At))).GroupBy(one => (one.Who, one.Where)).ToList();
            (report.Entities, report.IsSample).ShouldBe((entities.Count, false), $"seed {seed}");
            report.Outcomes.Select(outcome => outcome.Rows).ShouldAllBe(rows => rows == entities.Count);
            var unpriced = entities.Where(entity => entity.All(one => one.Price is null)).Select(entity => $"null of who={entity.Key.Who}, where={entity.Key.Where}").ToList();
            report.Outcomes[1].Failed.ShouldBe(unpriced.Count, $"seed {seed}");
            report.Outcomes[1].First.Select(value => value.ToString()).ShouldBeSubsetOf(unpriced);
        }
    }

    [Fact]
    public void Sample_of_entities_is_the_same_in_any_order()
    {
        var view = Histories.PlanOf(new Throwing()).Reads[0].View;
        Happening[] events = [.. Enumerable.Range(0, 300).Select(i => Together.At(0) with { Who = $"{i % 100}" })];
        string[] Sampled()
        {
            var reader = new MemorySourceReader { BatchRows = 7 };
            reader.Add("happenings", events);
            var sample = new EntitySample(view, new(Instant.Min, Instant.Max), 8);
            sample.Read(reader, TestContext.Current.CancellationToken);
            sample.IsSample.ShouldBeTrue();
            return [.. Enumerable.Range(0, sample.Count).Select(row => sample.Columns()[0][row].AsText())];
        }

        var first = Sampled();
        first.Length.ShouldBe(8);
        new Random(1).Shuffle(events);
        Sampled().ShouldBe(first);
    }

    private static List<Value> Values(ResultColumn column) => [.. Enumerable.Range(0, column.Count).Select(row => column[row])];

    private sealed class Watched : FeatureRepository
    {
        public Entity Person => Entity("person", "", "who");

        // The spines of histories have both keys.
        public Entity Place => Entity("place", "", "who", "where");

        public Source<Happening> Happenings => Parquet<Happening>("-", source => source.EventTime(h => h.At).KnownAt(h => h.Known), "happenings");

        public FeatureView Sums => Happenings.By(Place, h => h.Who, h => h.Where).Windows("4s").Aggregate(w => new { Total = w.Sum(h => h.Price), Last = w.Last(h => h.Text) })
            .ExpectRange("total_4s", -1, 1, maxShare: 0.25, name: "total is small").ExpectNotNull("total_4s", OnFail.Observe, name: "total is there").ExpectOneOf("last_4s", ["a", "b"], name: "of two");

        public FeatureService Everything => Service(Sums, Sums.As("again"));
    }

    private sealed class Throwing : FeatureRepository
    {
        public Entity Person => Entity("person", "", "who");

        public FeatureView Counts => Parquet<Happening>("-", source => source.EventTime(h => h.At), "happenings").By(Person, h => h.Who).Windows("4s").Aggregate(w => new { Count = w.Count() })
            .Expect<long>("shared", "count_4s", count => 12 / count > 0);

        public FeatureService Everything => Service(Counts);
    }
}
