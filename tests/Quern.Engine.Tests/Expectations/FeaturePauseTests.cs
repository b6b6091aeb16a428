using Quern.Engine.Expectations.Features;
using Quern.Engine.Materialization;
using Quern.Engine.Online;
using Quern.Engine.Tests.Materialization;
using Quern.Engine.Tests.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Expectations;

/// <summary>A materialization after which features would not be as expected writes nothing, until somebody has looked.</summary>
public sealed class FeaturePauseTests
{
    private const int Most = 6;
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 30 : 2000;
    private static readonly Duration Window = new(9 * Instant.PerSecond);

    [Fact]
    public void Materialization_pauses_where_a_plain_look_at_each_entity_finds_what_nobody_has_looked_at()
    {
        var (pauses, excuses) = (0, 0);
        var first = Environment.TickCount;
        for (var seed = first; seed < first + Rounds; seed++)
        {
            var cases = new Histories(seed, new Watched(OnFail.Pause));
            var (view, warned) = (cases.Service.Reads[0].View, Histories.PlanOf(new Watched(OnFail.Warn)).Reads[0].View);
            var events = cases.Events(60);
            var reader = cases.Reader(events);
            using var paused = new MemoryOnlineStore();
            using var never = new MemoryOnlineStore();
            Instant? looked = null;
            foreach (var to in Enumerable.Range(0, 5).Select(_ => Instant.From(cases.Time())).Order())
            {
                var (before, then) = (Dump(paused, cases), looked is { } at && at > to - Window ? Failing(events, at) : []);
                var failing = Failing(events, to);
                // What is brought in already is not judged again.
                var isNew = looked is null || looked < to;
                var report = MaterializedCase.Run(view, reader, paused, to);
                var unseen = failing.Except(then).ToList();
                if (!report.Range.IsEmpty || report.Paused is not null)
                    (report.Paused is not null).ShouldBe(isNew && unseen.Count > 0, $"seed {seed}, to {to}: {report.Paused?.Reason}");
                if (report.Paused is { } pause)
                {
                    pauses++;
                    pause.Reason.ShouldMatch($"^'sum_9s is from -6 to 6' of sums is not met by {unseen.Count} of \\d+ values of sum_9s: first -?\\d+ of who=", $"seed {seed}");
                    report.Notes(view).ShouldContain(note => note.StartsWith($"{failing.Count} of "));
                    Dump(paused, cases).ShouldBe(before, $"seed {seed}");
                    MaterializedCase.Run(view, reader, paused, to).Paused.ShouldBe(pause);
                    PauseLawTests.Resume(paused, view.Reference);
                    looked = to;
                    MaterializedCase.Run(view, reader, paused, to).Paused.ShouldBeNull($"seed {seed}, to {to}");
                }
                else if (failing.Count > 0) excuses++;

                MaterializedCase.Run(warned, reader, never, to).Expectations.ShouldBeEmpty();
                Dump(paused, cases).ShouldBe(Dump(never, cases), $"seed {seed}, to {to}");
            }
        }

        (pauses > 0, excuses > 0).ShouldBe((true, true));
    }

    [Fact]
    public void Attribute_is_excused_only_while_it_is_the_value_that_was_looked_at()
    {
        var view = Histories.PlanOf(new Named()).Reads[0].View;
        using var store = new MemoryOnlineStore();
        MaterializationReport Run(int to, params string[] texts)
        {
            var reader = new MemorySourceReader();
            reader.Add("happenings", [.. texts.Select((text, i) => Together.At(i * Instant.PerSecond) with { Who = "a", Text = text })]);
            return MaterializedCase.Run(view, reader, store, new(to * Instant.PerSecond));
        }

        Run(0, "good").Paused.ShouldBeNull();
        Run(1, "good", "bad").Paused!.Reason.ShouldBe("'text is one of 1 values' of names is not met by 1 of 1 values of text: first bad of who=a");
        PauseLawTests.Resume(store, view.Reference);
        Run(2, "good", "bad").ShouldSatisfyAllConditions(report => report.Paused.ShouldBeNull(), report => report.Expectations[0].Holds.ShouldBeFalse());
        Run(3, "good", "bad", "bad", "bad").Paused.ShouldBeNull();
        Run(4, "good", "bad", "bad", "bad", "worse").Paused!.Reason.ShouldEndWith("first worse of who=a");
    }

    [Fact]
    public void Share_is_of_what_nobody_has_looked_at()
    {
        var expectation = Histories.PlanOf(new Watched(OnFail.Pause)).Reads[0].View.Definition.Expectations[0] with { MaxShare = 0.1 };
        var outcome = new FeatureOutcome("sums", expectation, "sum_9s", 100, 30) { First = [new(1, "7", null)], New = 10, FirstNew = new(2, "8", null) };
        (outcome.Holds, outcome.PauseReason).ShouldBe((false, null));
        (outcome with { New = 11 }).PauseReason.ShouldBe("'sum_9s is from -6 to 6' of sums is not met by 11 of 100 values of sum_9s: first 8 in row 2");
        (outcome with { New = 11, OnFail = OnFail.Warn }).PauseReason.ShouldBeNull();
    }

    // The people whose sums are not as expected at an instant.
    private static HashSet<string?> Failing(List<Happening> events, Instant at) =>
        [.. events.Where(one => one.Who is not null && one.Amount is not null && new Interval(at - Window, at).Contains(Instant.From(one.At))).GroupBy(one => one.Who).Where(person => Math.Abs(person.Sum(one => one.Amount!.Value)) > Most).Select(person => person.Key)];

    private static List<string> Dump(MemoryOnlineStore store, Histories cases)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return OnlineCatalog.Find(snapshot, cases.Service.Reads[0].View) is null ? [] : StoreDump.Of(store, cases.Service);
    }

    private sealed class Watched(OnFail onFail) : FeatureRepository
    {
        public Entity Person => Entity("person", "", "who");

        // The spines of histories have both keys.
        public Entity Place => Entity("place", "", "who", "where");

        public FeatureView Sums => Parquet<Happening>("-", source => source.EventTime(h => h.At).KnownAt(h => h.Known), "happenings").By(Person, h => h.Who).Windows("9s").Aggregate(w => new { Sum = w.Sum(h => h.Amount) })
            .ExpectRange("sum_9s", -Most, Most, onFail);

        public FeatureService Everything => Service(Sums);
    }

    private sealed class Named : FeatureRepository
    {
        public Entity Person => Entity("person", "", "who");

        public FeatureView Names => Parquet<Happening>("-", source => source.EventTime(h => h.At), "happenings").By(Person, h => h.Who).Latest(h => new { h.Text }).ExpectOneOf("text", ["good"], OnFail.Pause);

        public FeatureService Everything => Service(Names);
    }
}
