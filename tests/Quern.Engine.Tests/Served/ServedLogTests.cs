using Quern.Engine.Served;

namespace Quern.Engine.Tests.Served;

public sealed class ServedLogTests
{
    [Fact]
    public void Rows_AreWrittenOnce_InBatchesOfTheirVersion()
    {
        using var tables = new MemoryTables();
        using var log = Open(tables, out var recorder);
        var (answers, later) = (new ServedAnswers(), log.Open("pages", "2", Visits.Plan)!);
        answers.Record(recorder, "a", 1);
        answers.Record(later, "b", 2);
        log.Write();
        log.Write();
        answers.Record(later, "c", 3);
        log.Close(later);
        log.Write();
        tables.Batches.Select(batch => $"{batch.Version}: {string.Join(", ", batch.Rows)}").Order(StringComparer.Ordinal).ShouldBe(["1: a 1 nnn", "2: b 2 nnn", "2: c 3 nnn"]);
        tables.Batches.Select(batch => batch.Number).ShouldBe([1, 2, 3]);
        log.Counts.ShouldBe([new("pages", 1, 3, 0)]);
        log.WaitingBytes.ShouldBe(0);
    }

    [Fact]
    public void Service_ThatIsNotToBeLogged_HasNoRecorder()
    {
        using var log = new ServedLog(new MemoryTables(), new() { Services = new Dictionary<string, double> { ["pages"] = 0.5, ["gone"] = 1 } }, TimeProvider.System, inBackground: false);
        log.Open("others", "1", Visits.Plan).ShouldBeNull();
        log.Open("pages", "1", Visits.Plan).ShouldNotBeNull();
        log.Missing(["pages", "others"]).ShouldBe(["gone"]);
    }

    [Fact]
    public void Rows_BeyondTheBound_AreDroppedAndCounted_AndThereIsRoomAgainOnceItIsWritten()
    {
        using var tables = new MemoryTables();
        using var log = Open(tables, out var recorder, 2 * ServedPages.PageBytes);
        var answers = new ServedAnswers();
        for (var i = 0; i < 3000; i++) answers.Record(recorder, "a", i);
        log.WaitingBytes.ShouldBe(2 * ServedPages.PageBytes);
        var dropped = log.Counts[0].Dropped;
        dropped.ShouldBeInRange(1, 2999);
        log.Write();
        log.Counts.ShouldBe([new("pages", 1, 3000 - dropped, dropped)]);
        // What was taken is the beginning: nothing that has its place is thrown away for what comes later.
        tables.Rows.ShouldBe(Enumerable.Range(0, 3000 - (int)dropped).Select(i => $"a {i} nnn"));
        answers.Record(recorder, "b", 1);
        log.Write();
        tables.Rows.Last().ShouldBe("b 1 nnn");
    }

    [Fact]
    public void Row_LargerThanAPage_IsTakenWhole_AndDroppedBeyondTheBound()
    {
        using var tables = new MemoryTables();
        using var log = Open(tables, out var recorder, 4 * ServedPages.PageBytes);
        var answers = new ServedAnswers();
        answers.Record(recorder, "large", 1, 3 * ServedPages.PageBytes);
        answers.Record(recorder, "too large", 1, 5 * ServedPages.PageBytes);
        log.Write();
        tables.Rows.Single().Length.ShouldBe((3 * ServedPages.PageBytes) + "large 1 ".Length);
        log.Counts.ShouldBe([new("pages", 1, 1, 1)]);
        log.WaitingBytes.ShouldBe(0);
    }

    [Fact]
    public void Storage_ThatFails_IsToldOnce_AndGetsTheSameBatchAgain()
    {
        using var tables = new MemoryTables { Fails = true };
        using var log = Open(tables, out var recorder);
        var (answers, told) = (new ServedAnswers(), new List<string?>());
        log.Tell = finding => told.Add(finding?.Code);
        answers.Record(recorder, "a", 1);
        log.Write();
        answers.Record(recorder, "b", 2);
        log.Write();
        log.Write();
        // Of what waits for one table only the first is tried.
        tables.Tries.ShouldBe(3);
        told.ShouldBe(["QRN5120"]);
        log.Trouble!.Detail.ShouldBe("No space left on device");
        tables.Fails = false;
        log.Write();
        told.ShouldBe(["QRN5120", null]);
        tables.Batches.Select(batch => (batch.Number, batch.Rows.Single())).ShouldBe([(1, "a 1 nnn"), (2, "b 2 nnn")]);
        log.Counts.ShouldBe([new("pages", 1, 2, 0)]);
    }

    [Fact]
    public void Table_ThatCannotBeTidied_IsTold_AndWrittenAllTheSame()
    {
        using var tables = new MemoryTables { IsUntidy = true };
        using var log = Open(tables, out var recorder);
        var told = new List<Finding?>();
        log.Tell = told.Add;
        new ServedAnswers().Record(recorder, "a", 1);
        log.Write();
        told.Single()!.Code.ShouldBe("QRN5122");
        log.Trouble.ShouldBeNull();
        log.Counts.ShouldBe([new("pages", 1, 1, 0)]);
        log.WaitingBytes.ShouldBe(0);
    }

    [Fact]
    public void Storage_ThatFailsForGood_TakesNoMoreThanTheBound_AndWhatIsLostIsTold()
    {
        var told = new List<Finding?>();
        using var tables = new MemoryTables { Fails = true };
        var log = Open(tables, out var recorder, 3 * ServedPages.PageBytes);
        log.Tell = told.Add;
        var answers = new ServedAnswers();
        for (var i = 0; i < 9000; i++)
        {
            answers.Record(recorder, "a", i);
            if (i % 500 == 0) log.Write();
            log.WaitingBytes.ShouldBeLessThanOrEqualTo(3 * ServedPages.PageBytes);
        }

        log.Dispose();
        log.Counts.ShouldBe([new("pages", 1, 0, 9000)]);
        told.Select(finding => finding!.Code).ShouldBe(["QRN5120", "QRN5121"]);
    }

    [Fact]
    public void Disposal_WritesWhatWaits_AlsoWithAThreadOfItsOwn()
    {
        using var tables = new MemoryTables();
        var log = new ServedLog(tables, new() { Sample = 1, WriteEvery = TimeSpan.FromHours(1) }, TimeProvider.System);
        new ServedAnswers().Record(log.Open("pages", "1", Visits.Plan)!, "a", 1);
        log.Dispose();
        tables.Rows.ShouldBe(["a 1 nnn"]);
    }

    [Fact]
    public void Threads_ThatRecordWhileItIsWritten_LoseNothingUncounted_AndMixNoRows()
    {
        using var tables = new MemoryTables();
        using var log = Open(tables, out var recorder, 40 * ServedPages.PageBytes, slots: 2);
        const int each = 20_000;
        var threads = Enumerable.Range(0, 6).Select(number => new Thread(() =>
        {
            var answers = new ServedAnswers();
            for (var i = 0; i < each; i++) answers.Record(recorder, $"t{number}", i, i % 50);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        while (threads.Any(thread => thread.IsAlive)) log.Write();
        threads.ForEach(thread => thread.Join());
        log.Write();
        var counts = log.Counts[0];
        (counts.Written + counts.Dropped).ShouldBe(6 * each);
        var rows = tables.Rows.ToList();
        rows.Count.ShouldBe((int)counts.Written);
        rows.Distinct().Count().ShouldBe(rows.Count);
        rows.ShouldAllBe(row => IsWhole(row));
        log.WaitingBytes.ShouldBe(0);
    }

    [Fact]
    public void Recording_InTheSteadyState_AllocatesNothing()
    {
        using var tables = new MemoryTables();
        using var log = Open(tables, out var recorder);
        var (answers, note) = (new ServedAnswers(), "note"u8.ToArray());
        answers.Record(recorder, "a", 1, note);
        var request = answers.Request("id");
        for (var i = 0; i < 100; i++) recorder.Record(request);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++) recorder.Record(request);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static bool IsWhole(string row)
    {
        var parts = row.Split(' ');
        return parts is [_, var number, var note] && note.Length == int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) % 50 && note.All(letter => letter == 'n');
    }

    // With one slot it does not matter on which processor a test runs.
    private static ServedLog Open(MemoryTables tables, out ServedRecorder recorder, long bytes = 1 << 20, int slots = 1)
    {
        var log = new ServedLog(tables, new() { Sample = 1, QueueBytes = bytes, Slots = slots }, TimeProvider.System, inBackground: false);
        recorder = log.Open("pages", "1", Visits.Plan)!;
        return log;
    }
}
