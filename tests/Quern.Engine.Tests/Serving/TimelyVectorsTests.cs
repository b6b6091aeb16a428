using Quern.Engine.Serving;
using Quern.Engine.Tests.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Testing.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Serving;

/// <summary>What is answered of reads that are cut off at any record that they read.</summary>
public sealed class TimelyVectorsTests
{
    private static readonly Instant Materialized = new(20_000_000);
    private static readonly Instant Before = new(21_000_000);
    private static readonly Instant Now = new(22_000_000);
    private static readonly ServicePlan Service = WithFallbacks(Histories.PlanOf(new EveryAggregate()));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Cut_AtAnyRecord_TellsWhatAnUndisturbedReadTells_OrSaysThatItDoesNot(int seed)
    {
        var histories = new Histories(seed, new EveryAggregate());
        using var memory = new MemoryOnlineStore();
        new RangeMaterializer(memory, histories.Reader(histories.Events(60)), histories.Service).Run(new(Instant.Min, Materialized));
        var store = new CountingStore(memory);
        var asked = Keys(histories);
        using var vectors = new OnlineVectors(store, Service);
        var (batch, last) = (new VectorBatch(Service), LastGoodValues.Of(Service, 100)!);

        vectors.Read(asked, [], asked[0].Count, Before, batch);
        last.Keep(asked, asked[0].Count, Before, batch);
        var before = Whole(batch);
        vectors.Read(asked, [], asked[0].Count, Now, batch);
        var expected = Whole(batch);

        store.Records = 0;
        var done = new ReadProgress(Service);
        vectors.Read(asked, [], asked[0].Count, Now, batch, done);
        var records = store.Records;
        var whole = new TimelyVectors(batch, done, asked, asked[0].Count, Now, last);
        (whole.Cut, string.Join('\n', Told(whole))).ShouldBe((0, string.Join('\n', expected)));

        var partial = 0;
        for (var cutAt = 0L; cutAt < records; cutAt += 1 + histories.Next(12))
        {
            // The same session as before, as a pool would give it out again.
            var (progress, told, timely) = (new ReadProgress(Service), (List<string>?)null, (TimelyVectors?)null);
            store.Records = 0;
            store.OnRecord = record =>
            {
                if (record != cutAt) return;
                progress.Cut().ShouldBeEmpty();
                timely = new(batch, progress, asked, asked[0].Count, Now, last);
                told = Told(timely);
            };
            vectors.Read(asked, [], asked[0].Count, Now, batch, progress);
            store.OnRecord = null;
            // What the reader wrote after the cut is seen nowhere.
            Told(timely!).ShouldBe(told!, $"seed {seed}, cut at record {cutAt}");
            Check(progress, told!, expected, before, $"seed {seed}, cut at record {cutAt}");
            var cut = Service.Outputs.Count(output => !progress.Has(output.Input));
            timely!.Cut.ShouldBe((long)cut * asked[0].Count);
            if (cut < Service.Outputs.Count) partial++;
        }

        partial.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Cut_TellsOfViewsThatCouldNotAnswer()
    {
        using var store = new MemoryOnlineStore();
        using var vectors = new OnlineVectors(store, Service);
        var (progress, asked) = (new ReadProgress(Service), Keys(new(1, new EveryAggregate())));
        Should.Throw<QuernException>(() => vectors.Read(asked, [], asked[0].Count, Now, new(Service), progress)).Findings.ShouldAllBe(finding => finding.Code == "QRN4020");
        progress.Cut().Select(finding => finding.Code).Distinct().ShouldBe(["QRN4020"]);
        Service.Outputs.ShouldAllBe(output => !progress.Has(output.Input));
    }

    private static void Check(ReadProgress progress, List<string> told, List<string> expected, List<string> before, string what)
    {
        var rows = told.Count / Service.Outputs.Count;
        for (var i = 0; i < told.Count; i++)
        {
            var output = Service.Outputs[i / rows];
            var wanted = progress.Has(output.Input) ? expected[i]
                : output.Fallback is { IsLastGood: true } && before[i].Contains(" Present ", StringComparison.Ordinal) ? before[i].Replace(" Present ", " LastGood ", StringComparison.Ordinal)
                : output.Fallback?.Constant is { } constant ? $"{output.Name}: {Answers.Text(constant)} Default 0"
                : $"{output.Name}: {Answers.Text(Value.Null)} TimedOut 0";
            told[i].ShouldBe(wanted, what);
        }
    }

    private static List<string> Told(TimelyVectors timely) =>
        [.. Service.Outputs.SelectMany((output, i) => Enumerable.Range(0, timely.Outputs[i].Count).Select(row => Line(output, timely.Outputs[i], row, timely.Times[i].Span[row])))];

    private static List<string> Whole(VectorBatch batch) =>
        [.. Service.Outputs.SelectMany(output => Enumerable.Range(0, batch.Rows).Select(row => Line(output, batch.Of(output), row, batch.EventTimesOf(output.Input)[row])))];

    private static string Line(OutputColumn output, ResultColumn column, int row, long time) => $"{output.Name}: {Answers.Text(column[row])} {column.StatusOf(row)} {time}";

    // Of three columns one has the last good value, one that and a constant where it is a real, and one nothing.
    private static ServicePlan WithFallbacks(ServicePlan plan) => plan with
    {
        Outputs = [.. plan.Outputs.Select((output, i) => i % 3 == 0 ? output : output with { Fallback = new(IsLastGood: true, null, i % 3 == 1 || output.Type != DataType.Scalar(ValueKind.Float64) ? null : Value.Of(-1.5)) })],
    };

    // Rows with different keys, so that the last good value of a row is its own.
    private static IReadOnlyList<Column> Keys(Histories histories)
    {
        var (who, where) = (new TextColumn(new StringPool()), new Int64Column(ValueKind.Int64));
        foreach (var row in histories.Rows().Concat(histories.Rows()).Select(row => (row.Who, row.Where)).Distinct())
        {
            if (row.Who is null) who.AppendNull();
            else who.Append(System.Text.Encoding.UTF8.GetBytes(row.Who));
            if (row.Where is null) where.AppendNull();
            else where.Append(row.Where.Value);
        }

        return [who, where];
    }
}
