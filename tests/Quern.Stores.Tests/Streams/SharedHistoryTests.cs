using Quern.Definitions;
using Quern.Engine.Parts;
using Quern.Engine.Streams;
using Quern.Stores.Delta;
using Quern.Stores.Streams;
using Quern.Stores.Tests.Delta;
using Quern.Stores.Tests.Sources;
using Quern.Testing.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Streams;

/// <summary>One table of the logs of all parts of a stream, written by several who know nothing of each other.</summary>
public sealed class SharedHistoryTests : IDisposable
{
    private const int Parts = 3;
    private static readonly Instant Now = Instant.From(PartedLogs.Noon.AddHours(1));
    private readonly SourceScratch _scratch = new();
    private readonly PartedLogs _logs = new(Parts, Now);
    private readonly SetClock _clock = new();

    public void Dispose()
    {
        _logs.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public void Writers_OfTheSameParts_HoweverTheyInterleave_HaveEachEventOnce()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var (pushed, isMeddling) = (0, false);
        var writers = new SharedHistory[3];
        for (var i = 0; i < writers.Length; i++) writers[i] = Open(i);
        try
        {
            for (var step = 0; step < 30; step++)
            {
                Push();
                var writer = random.Next(writers.Length);
                if (random.Next(6) == 0)
                {
                    // One that dies knows nothing when it begins again; the others believe what they knew.
                    writers[writer].Dispose();
                    writers[writer] = Open(writer);
                }

                Write(writer);
                if (random.Next(4) == 0) writers[random.Next(writers.Length)].Tidy("sales", Never);
            }

            // Nothing comes any more.
            isMeddling = true;
            writers[0].Write("sales", Enumerable.Range(0, Parts), Never);
            var (rows, lines) = (Rows(), _logs.Lines());
            rows.ShouldBe(lines, $"seed {seed}: {string.Join("; ", rows.Except(lines).Take(5))} where {string.Join("; ", lines.Except(rows).Take(5))} are expected");
            for (var part = 0; part < Parts; part++) writers[0].EndOf("sales", part).ShouldBe(_logs.LogOf("sales", part).End("sales"));
            writers[0].Write("sales", Enumerable.Range(0, Parts), Never).ShouldBe(0);
        }
        finally
        {
            foreach (var writer in writers) writer.Dispose();
        }

        SharedHistory Open(int index) => new(_logs, new Meddled(Tables(), () => Meddle(index)));

        void Write(int writer) => writers[writer].Write("sales", Enumerable.Range(0, Parts).Where(_ => random.Next(3) > 0), Never);

        // Just before a commit more events come, or somebody else writes the same, or some of it and more.
        void Meddle(int writer)
        {
            if (isMeddling) return;
            isMeddling = true;
            if (random.Next(3) == 0) Push();
            if (random.Next(2) == 0) Write((writer + 1 + random.Next(2)) % writers.Length);
            isMeddling = false;
        }

        void Push()
        {
            var part = random.Next(Parts);
            if (random.Next(5) == 0) _logs.Push(part, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new LaterSale { At = PartedLogs.Noon, Shop = "b", Units = pushed++, Note = random.Next(2) == 0 ? null : "late" })]);
            else _logs.Push(part, [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => new Sale { At = PartedLogs.Noon, Shop = "a", Units = pushed++, Id = random.Next(3) == 0 ? random.Next(20) : null })]);
        }
    }

    [Fact]
    public void Writer_OfAPartThatIsAnothersByNow_WritesNothingTwice_AndLeavesNoGap()
    {
        _logs.Push(1, Sales(0, 10));
        using var next = new SharedHistory(_logs, Tables());
        // It has gathered ten events when it stands still; the one that has the part now writes these and five more.
        using var stale = new SharedHistory(_logs, new Meddled(Tables(), () =>
        {
            if (_logs.Events > 10) return;
            _logs.Push(1, Sales(10, 5));
            next.Write("sales", [1], Never).ShouldBe(15);
        }));
        stale.Write("sales", [1], Never).ShouldBe(0);
        _logs.Push(1, Sales(15, 1));
        // What it believes of the table is old, and does no harm.
        next.Write("sales", [1], Never).ShouldBe(1);
        _logs.Push(1, Later(16), Later(17));
        stale.Write("sales", [1], Never).ShouldBe(2);
        Rows().ShouldBe(_logs.Lines());
        Rows().Length.ShouldBe(18);
    }

    [Fact]
    public void Writer_ThatHasGatheredMoreThanAnotherWroteMeanwhile_WritesTheRest()
    {
        _logs.Push(1, Sales(0, 10));
        _logs.Push(1, Sales(10, 5));
        var isFirst = true;
        using var history = new SharedHistory(_logs, new Meddled(Tables(), () =>
        {
            if (!isFirst) return;
            isFirst = false;
            using var other = Tables();
            other.Append("sales", [new(new HistoryPart(1, Now), new StreamExport(_logs.LogOf("sales", 1), "sales", 1).Read(0, 1)!, 10)], Never).ShouldBeTrue();
        }));
        history.Write("sales", [1], Never).ShouldBe(5);
        _logs.Push(1, Later(15));
        history.Write("sales", [1], Never).ShouldBe(1);
        Rows().ShouldBe(_logs.Lines());
        Rows().Length.ShouldBe(16);
    }

    [Fact]
    public void Parts_OfOneWriter_AreOneCommit_WithHowFarEachIs()
    {
        for (var part = 0; part < Parts; part++) _logs.Push(part, Sales(part * 10, part + 1));
        using (var history = new SharedHistory(_logs, Tables())) history.Write("sales", Enumerable.Range(0, Parts), Never).ShouldBe(6);
        using var table = DeltaTable.Open(DeltaHistoryTables.TableOf(_scratch.Folder, "sales"), _clock);
        table.Versions().Select(version => (version.Operation, version.Rows)).ShouldBe([("WRITE", 6), ("CREATE TABLE", 0)]);
        var ends = DeltaHistoryTables.EndsOf(table.Snapshot(), "sales");
        ends.Parts.OrderBy(part => part.Key.Number).Select(part => (part.Key.Number, part.Value)).ShouldBe([(0, 1L), (1, 2L), (2, 3L)]);
        ends.Whole.ShouldBe(0);
        table.Snapshot().Columns.Single(column => column.Name == StreamExport.Part).Type.ShouldBe("integer");
    }

    [Fact]
    public void Table_OfAnotherLog_IsLeftAsItIs()
    {
        using var streams = new MemoryOnlineStore();
        using var whole = new StreamHistory(new(streams), Tables());
        _logs.Push(0, Sales(0, 3));
        using (var history = new SharedHistory(_logs, Tables())) history.Write("sales", [0], Never).ShouldBe(3);
        Refused(() => whole.Write("sales", Never)).Message.ShouldContain("is of the logs of workers");

        // The same part, whose log was lost and filled anew; it may be longer than the table, or empty.
        using var anew = new PartedLogs(Parts, Now + new Duration(7));
        using var again = new SharedHistory(anew, Tables());
        Refused(() => again.Write("sales", [0], Never)).Detail!.ShouldContain("now there is no event of such a part");
        anew.Push(0, Sales(0, 5));
        anew.Push(1, Sales(5, 1));
        Refused(() => again.Write("sales", [0], Never)).Detail!.ShouldContain("Part 0 in it is a log that began at 2026-03-01T13:00:00Z; the one of now began at 2026-03-01T13:00:00.000007Z");
        // Whoever has other parts of it finds out as well.
        Refused(() => again.Write("sales", [1], Never));

        using var fewer = new PartedLogs(1, Now);
        _logs.Push(2, Later(3));
        using (var history = new SharedHistory(_logs, Tables())) history.Write("sales", [2], Never).ShouldBe(1);
        fewer.Push(0, Sales(0, 3));
        using var cut = new SharedHistory(fewer, Tables());
        Refused(() => cut.Write("sales", [0], Never)).Detail!.ShouldStartWith("Part 2 in it");
        Rows().ShouldBe(_logs.Lines());
    }

    [Fact]
    public void Table_OfAServer_IsNotGoneOnWithByWorkers()
    {
        using var served = new PartedLogs(1, Now);
        served.Push(0, Sales(0, 2));
        using (var history = new StreamHistory(served.LogOf("sales", 0), Tables())) history.Write("sales", Never).ShouldBe(2);
        _logs.Push(0, Sales(0, 2));
        using var shared = new SharedHistory(_logs, Tables());
        Refused(() => shared.Write("sales", [0], Never)).Message.ShouldContain("is of the log of a server");
    }

    [Fact]
    public void Log_ThatIsBehindTheTable_IsTold()
    {
        _logs.Push(0, Sales(0, 2));
        using var history = new SharedHistory(_logs, Tables());
        history.Write("sales", [0], Never).ShouldBe(2);
        using var behind = new PartedLogs(Parts, Now);
        behind.Push(0, Sales(0, 1));
        using var other = new SharedHistory(behind, Tables());
        var finding = Should.Throw<QuernException>(() => other.Write("sales", [0], Never)).Findings[0];
        (finding.Code, finding.Message).ShouldBe(("QRN6813", $"the table of stream 'sales' in '{_scratch.Folder}' has 2 events of part 0, the log 1"));
    }

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    private static Sale[] Sales(int first, int count) => [.. Enumerable.Range(first, count).Select(i => new Sale { At = PartedLogs.Noon, Shop = "a", Units = i })];

    private static LaterSale Later(int units) => new() { At = PartedLogs.Noon, Shop = "b", Units = units, Note = "late" };

    private static Finding Refused(Action write)
    {
        var finding = Should.Throw<QuernException>(write).Findings.Single();
        finding.Code.ShouldBe("QRN6444");
        return finding;
    }

    private DeltaHistoryTables Tables() => new(TablePlace.Of(_scratch.Folder), _clock, new() { Threads = 1 });

    // As any reader of Delta tables finds them.
    private string[] Rows()
    {
        using var reader = new SourceScratch(_scratch.Folder);
        var fields = PartedLogs.Columns.Select(column => new Schema.Field(column, column, column switch
        {
            StreamExport.KnownAt => ValueKind.Timestamp,
            "shop" or "note" => ValueKind.String,
            StreamExport.Part => ValueKind.Int32,
            _ => ValueKind.Int64,
        }, Nullable: true)).ToArray();
        var rows = reader.Scan(SourceCases.Of(new Schema.Field("at", "Time", ValueKind.Timestamp, false), SourceFormat.Delta, "sales", fields));
        return [.. rows.Select(row => PartedLogs.Line(row.Values[1..].Select(value => (object)value))).Order(StringComparer.Ordinal)];
    }

    /// <summary>Tables with which something is done just before a commit.</summary>
    private sealed class Meddled(IHistoryTables tables, Action before) : IHistoryTables
    {
        public string Name => tables.Name;

        public HistoryEnds Ends(string stream) => tables.Ends(stream);

        public bool Append(string stream, IReadOnlyList<HistoryRun> runs, CancellationToken cancellation = default)
        {
            before();
            return tables.Append(stream, runs, cancellation);
        }

        public void Tidy(string stream, CancellationToken cancellation = default) => tables.Tidy(stream, cancellation);

        public void Dispose() => tables.Dispose();
    }
}
