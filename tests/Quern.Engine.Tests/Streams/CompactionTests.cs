using Quern.Engine.Tests.PointInTime;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Streams;

/// <summary>Entities to which nothing comes any more do not keep what nobody reads.</summary>
public sealed class CompactionTests
{
    private static readonly Instant Begin = new(0);

    [Theory]
    [InlineData("sums")]
    [InlineData("hops")]
    public void Past_of_an_entity_that_rests_is_summed_up_and_reads_stay_the_same(string view)
    {
        var cases = new Histories(1, new StreamedAggregates());
        using var project = new StreamProject(new StreamedAggregates(), Begin, new() { Shape = new(2, 16, 2) }, lateness: new(1_000_000));
        for (var second = 0; second < 60; second++)
        {
            project.Clock.Now = Begin + new Duration(second * 1_000_000L);
            project.Push([cases.Event() with { At = project.Clock.Now.ToDateTimeOffset(), Who = "a", Where = 23 }]).Late.ShouldBe(0);
        }

        project.Checkpoint();
        var before = project.Records(view, Value.Of("a"));
        project.Compact();
        var busy = project.Records(view, Value.Of("a"));

        project.Clock.Now += new Duration(3_600_000_000);
        var expected = Answers(cases, project);
        project.Compact();
        Answers(cases, project).ShouldBe(expected);
        (before, busy).ShouldSatisfyAllConditions(() => before.ShouldBeGreaterThanOrEqualTo(busy), () => busy.ShouldBeGreaterThan(3));
        // The lifetime is one record, however long it was.
        project.Records(view, Value.Of("a")).ShouldBe(1);
        project.CheckCoarseTiles(view);
    }

    [Fact]
    public void It_ends_where_it_is_told_to()
    {
        var cases = new Histories(2, new StreamedAggregates());
        using var project = new StreamProject(new StreamedAggregates(), Begin, new(), lateness: new(1_000_000));
        project.Push(cases.Events(30));
        project.Checkpoint();
        var pages = 0;
        project.Ingest.Heads.Compact(Begin + new Duration(86_400_000_000), rest: () =>
        {
            pages++;
            return false;
        });
        pages.ShouldBe(1);
    }

    private static List<string> Answers(Histories cases, StreamProject project)
    {
        var request = cases.Request([(project.Clock.Now.ToDateTimeOffset(), "a", 23)], asKnown: false);
        var (served, trained) = project.Answers(request);
        served.ShouldBe(trained);
        return served;
    }
}
