using Quern.Definitions;
using Quern.Engine.Served;
using Quern.Planning;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Served;
using Quern.Stores.Tests.Delta;
using Quern.Stores.Tests.Sources;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Served;

public sealed class ServedTablesTests
{
    private static readonly ServicePlan Plan = ThingFeatures.Plan();

    [Fact]
    public void Batch_ThatIsTriedAgain_IsInTheTableOnce()
    {
        using var scratch = new SourceScratch();
        var tables = new Unsure(new(scratch.Folder, new SetClock()));
        using (var log = new ServedLog(tables, new() { Sample = 1 }, TimeProvider.System, inBackground: false))
        {
            var recorder = log.Open("all", "1", Plan)!;
            var random = new ServedRandom(Plan, 5);
            random.Answer(recorder, "a", 3);
            tables.FailAfterwards = true;
            log.Write();
            log.Trouble!.Code.ShouldBe("QRN5120");
            random.Answer(recorder, "b", 2);
            tables.FailAfterwards = false;
            log.Write();
            log.Trouble.ShouldBeNull();
            log.Counts.ShouldBe([new("all", 1, 5, 0)]);
        }

        Rows(scratch).ShouldBe(["a 0", "a 1", "a 2", "b 0", "b 1"]);
    }

    [Fact]
    public void Service_ThatGainsLosesAndRetypesFeatures_KeepsItsTable_AndEachVersionIsReadAsItWas()
    {
        using var scratch = new SourceScratch();
        var (first, second) = (new ServedRandom(Plan, 1), new ServedRandom(LaterThings.Plan(), 2));
        using (var log = Open(scratch))
        {
            var (old, later) = (log.Open("all", "1", Plan)!, log.Open("all", "2", LaterThings.Plan())!);
            first.Answer(old, "old", 1);
            log.Write();
            second.Answer(later, "later", 1);
            log.Write();
            first.Answer(old, "old again", 1);
            log.Close(old);
            log.Close(later);
        }

        using var history = new ServedHistory(scratch.Folder, "all", TimeProvider.System);
        history.Find("old", TestContext.Current.CancellationToken).ShouldBe([new(0, first.Answered[0].At, "1")]);
        history.Find("later", TestContext.Current.CancellationToken).ShouldBe([new(0, second.Answered[0].At, "2")]);
        Outputs(history, new("all", "1", Plan), "old again").ShouldBe(first.Answered[1].Outputs);
        Outputs(history, new("all", "2", LaterThings.Plan()), "later").ShouldBe(second.Answered[0].Outputs);
        using var table = DeltaTable.Open(ServedTables.TableOf(scratch.Folder, "all"), TimeProvider.System);
        // The price was a real and is text now; the note is new.
        table.Snapshot().Columns.Select(column => column.Name).Where(name => name.StartsWith("now__price", StringComparison.Ordinal)).ShouldBe(["now__price", "now__price__status", "now__price__string", "now__price__string__status"]);
        var mixed = history.Join(new("all", "2", LaterThings.Plan()), Request("old"), TestContext.Current.CancellationToken);
        mixed.Found.ShouldBe(1);
        mixed.Logged[0][0].ShouldBeFalse();
        mixed.Outputs[0].StatusOf(0).ShouldBe(FeatureStatus.NotFound);
    }

    [Fact]
    public void Requests_WithOneId_AreTheLastOfThem()
    {
        using var scratch = new SourceScratch();
        var random = new ServedRandom(Plan, 3);
        using (var log = Open(scratch))
        {
            var recorder = log.Open("all", "1", Plan)!;
            random.Answer(recorder, "again", 2);
            random.Answer(recorder, "again", 1);
            log.Close(recorder);
        }

        using var history = new ServedHistory(scratch.Folder, "all", TimeProvider.System);
        history.Find("again", TestContext.Current.CancellationToken).Select(row => (row.Number, row.At)).ShouldBe([(0, random.Answered[2].At), (1, random.Answered[1].At)]);
        var shape = new ServedShape("all", "1", Plan);
        Outputs(history, shape, "again").ShouldBe(random.Answered[2].Outputs);

        // Of a time at which only the first of them was served.
        var earlier = history.Join(shape, Request("again") with { Served = new(random.Answered[0].At, random.Answered[2].At) }, TestContext.Current.CancellationToken);
        earlier.Outputs.Select(column => (column[0], column.StatusOf(0))).ShouldBe(random.Answered[0].Outputs);
        history.Join(shape, Request("again") with { Served = new(Instant.Min, random.Answered[0].At) }, TestContext.Current.CancellationToken).Found.ShouldBe(0);
    }

    [Fact]
    public void Interval_IsGoneOver_WithKeysVersionsAndCode_AndASpan()
    {
        using var scratch = new SourceScratch();
        var random = new ServedRandom(Plan, 6);
        using (var log = Open(scratch))
        {
            var recorder = log.Open("all", "1", Plan, "a1b2")!;
            for (var i = 0; i < 30; i++) random.Answer(recorder, $"r{i}", 2);
            log.Close(recorder);
        }

        using var history = new ServedHistory(scratch.Folder, "all", TimeProvider.System);
        var (from, to) = (random.Answered[20].At, random.Answered[40].At);
        var (lines, shape) = (new List<string>(), new ServedShape("all", "1", Plan));
        history.Scan(shape, new(from, to), slice => lines.AddRange(Enumerable.Range(0, slice.Count).Select(row =>
            $"{slice.RequestIds[row]} {slice.Rows[row]} {slice.At[row]} {slice.Versions[row]} {slice.Codes[row]} {string.Join(' ', slice.JoinKeys.Select(key => key[row]))}")), TestContext.Current.CancellationToken);
        lines.Order(StringComparer.Ordinal).ShouldBe(random.Answered.Where(row => row.At >= from && row.At < to)
            .Select(row => $"{row.Id} {row.Row} {row.At.Microseconds} 1 a1b2 {string.Join(' ', row.Inputs.Take(Plan.JoinKeys.Count))}").Order(StringComparer.Ordinal));
        history.Span(TestContext.Current.CancellationToken).ShouldBe(new ServedSpan(random.Answered[0].At, random.Answered[^1].At, 60));
        var vectors = history.Join(shape, Request("r3"), TestContext.Current.CancellationToken);
        // As the reads of this test tell them.
        vectors.OnlineTo.Select(to => to[0]).ShouldBe([11, 12]);
        vectors.EventTimes.Select(times => times[0]).Distinct().ShouldBe([random.Answered[6].At.Microseconds - 7]);
    }

    [Fact]
    public void Version_OfTheTable_IsReadAsItWas()
    {
        using var scratch = new SourceScratch();
        var random = new ServedRandom(Plan, 4);
        long version;
        using (var log = Open(scratch))
        {
            var recorder = log.Open("all", "1", Plan)!;
            random.Answer(recorder, "a", 1);
            log.Write();
            using (var now = new ServedHistory(scratch.Folder, "all", TimeProvider.System)) version = now.Version;
            // Enough commits that small files are put together.
            for (var i = 0; i < 20; i++)
            {
                random.Answer(recorder, $"b{i}", 1);
                log.Write();
            }

            log.Close(recorder);
        }

        using var then = new ServedHistory(scratch.Folder, "all", TimeProvider.System, null, version);
        then.Find("a", TestContext.Current.CancellationToken).Count.ShouldBe(1);
        then.Find("b0", TestContext.Current.CancellationToken).ShouldBeEmpty();
        using var table = DeltaTable.Open(ServedTables.TableOf(scratch.Folder, "all"), TimeProvider.System);
        table.Snapshot().FileCount.ShouldBeLessThan(16);
        Rows(scratch).Length.ShouldBe(21);
    }

    [Fact]
    public void Service_ThatIsNotLogged_IsTold()
    {
        using var scratch = new SourceScratch();
        Should.Throw<QuernException>(() => new ServedHistory(scratch.Folder, "all", TimeProvider.System)).Findings[0].Code.ShouldBe("QRN6070");
        ServedHistory.Services(scratch.Folder).ShouldBeEmpty();
    }

    private static ServedLog Open(SourceScratch scratch) => new(new ServedTables(scratch.Folder, new SetClock(), new() { Threads = 1 }), new() { Sample = 1 }, TimeProvider.System, inBackground: false);

    private static IEnumerable<(Value, FeatureStatus)> Outputs(ServedHistory history, ServedShape shape, string id) =>
        history.Join(shape, Request(id), TestContext.Current.CancellationToken).Outputs.Select(column => (column[0], column.StatusOf(0)));

    private static ServedLabels Request(string id)
    {
        var ids = new TextColumn(new StringPool());
        ids.Append(System.Text.Encoding.UTF8.GetBytes(id));
        return new(ids, null, [], null, null);
    }

    // Read as any Delta reader does, not by what wrote it.
    private static string[] Rows(SourceScratch scratch)
    {
        var source = SourceCases.Of(new Field("served_at", "Time", ValueKind.Timestamp, false), SourceFormat.Delta, "all", SourceCases.Required("request_id", ValueKind.String), SourceCases.Required("row", ValueKind.Int32));
        using var fresh = new SourceScratch(scratch.Folder);
        return [.. fresh.Scan(source).Select(row => $"{row.Values[^2]} {row.Values[^1]}").Order(StringComparer.Ordinal)];
    }

    // Storage that has written and then says that it has not.
    private sealed class Unsure(ServedTables tables) : IServedTables
    {
        public bool FailAfterwards { get; set; }

        public void Append(ServedBatch batch, long number)
        {
            tables.Append(batch, number);
            if (FailAfterwards) throw new IOException("the disk went away");
        }

        public void Tidy(string service) => tables.Tidy(service);

        public void Dispose() => tables.Dispose();
    }
}
