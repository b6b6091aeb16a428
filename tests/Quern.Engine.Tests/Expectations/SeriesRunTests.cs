using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Engine.Tests.Materialization;
using Quern.Engine.Tests.PointInTime;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Expectations;

/// <summary>What materializations and training sets make of rows that are not as they should be together.</summary>
public sealed class SeriesRunTests
{
    private const long Day = 86_400 * Instant.PerSecond;

    [Fact]
    public void Stale_source_pauses_once_for_a_gap()
    {
        var (cases, reader) = Days(source => source.ExpectFreshness("2d", OnFail.Pause), 0, 1, 2, 3, 4, 5);
        var view = new MaterializedCase(cases, new(Day)).Service.Reads[0].View;
        using var store = new MemoryOnlineStore();
        string? Run(double to) => MaterializedCase.Run(view, reader, store, Together.OnDay(to)).Paused?.Reason;
        Run(5.5).ShouldBeNull();
        Run(10).ShouldBe("'an event every 2d' of happenings is not met: no event for 5d from 1970-01-06T00:00:00Z on, as of 1970-01-11T00:00:00Z");
        Resume(store, view.Reference);
        Run(12).ShouldBeNull();
        Run(14).ShouldBeNull();
        Run(16.5).ShouldBeNull();
        reader.Add("happenings", [Together.At(17 * Day)]);
        Run(17.5).ShouldBeNull();
        Run(19.5).ShouldBe("'an event every 2d' of happenings is not met: no event for 2d 12h from 1970-01-18T00:00:00Z on, as of 1970-01-20T12:00:00Z");
    }

    [Fact]
    public void Bucket_is_judged_by_the_run_in_which_it_ends()
    {
        var (cases, reader) = Days(source => source.ExpectVolume(least: 2).ExpectVolume(leastShare: 0.9, weeks: 1, minUsual: 1, name: "usual"), [.. Enumerable.Range(0, 20).SelectMany(day => day == 16 ? [day + 0.1] : new[] { day + 0.1, day + 0.9 })]);
        var view = new MaterializedCase(cases, new(Day)).Service.Reads[0].View;
        using var store = new MemoryOnlineStore();
        var told = new List<string>();
        for (var to = 14.0; to < 18; to += 0.5) told.AddRange(MaterializedCase.Run(view, reader, store, Together.OnDay(to)).Expectations.Select(outcome => outcome.Note).OfType<string>());
        told.ShouldBe(
        [
            "'rows of each 1d' of happenings is not met by 1 bucket: first 1 row in the 1d from 1970-01-17T00:00:00Z, at least 2 are expected",
            "'usual' of happenings is not met by 1 bucket: first 1 row in the 1d from 1970-01-17T00:00:00Z, at least 1.8 are expected, 2 are usual",
        ]);
    }

    [Fact]
    public void Training_set_judges_what_is_read_for_it()
    {
        var (cases, reader) = Days(source => source.ExpectFreshness("2d"), 0, 1, 5, 6);
        var bad = new BadRows(BadRowPolicy.Fail);
        new HistoryEngine(reader, new(1, 1 << 28)).Compute(cases.Request([(Together.OnDay(6.5).ToDateTimeOffset(), "a", 1)], asKnown: false) with { BadRows = bad }, null, TestContext.Current.CancellationToken);
        bad.Expectations.ShouldHaveSingleItem().Note.ShouldBe("'an event every 2d' of happenings is not met by 1 gap: first no event for 4d from 1970-01-02T00:00:00Z to 1970-01-06T00:00:00Z");
    }

    private static (Histories Cases, MemorySourceReader Reader) Days(Func<SourceBuilder<Happening>, SourceBuilder<Happening>> expect, params double[] days)
    {
        var reader = new MemorySourceReader();
        reader.Add("happenings", days.Select(day => Together.At((long)(day * Day))));
        return (new(0, new Together(expect)), reader);
    }

    private static void Resume(MemoryOnlineStore store, string view)
    {
        using var write = store.BeginWrite();
        PauseCatalog.Resume(write, view, 0).ShouldNotBeNull();
        write.Commit();
    }
}
