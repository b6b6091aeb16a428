using Quern.Engine.Served;
using Quern.Planning;
using Quern.Stores.Served;
using Quern.Stores.Tests.Delta;
using Quern.Stores.Tests.Sources;
using Quern.Values;

namespace Quern.Stores.Tests.Served;

/// <summary>The law of the log: what is in the table is what was answered, to the bit.</summary>
public sealed class ServedLogLawTests
{
    private static readonly ServicePlan Plan = ThingFeatures.Plan();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Answers_ThroughTheLogAndBack_AreEqualToTheBit(int seed)
    {
        using var scratch = new SourceScratch();
        var random = new ServedRandom(Plan, seed);
        using (var log = Open(scratch))
        {
            var recorder = log.Open("all", "7", Plan)!;
            for (var request = 0; request < 200; request++)
            {
                random.Answer(recorder, $"r{request}", 1 + (request % 5));
                if (request % 67 == 0) log.Write();
            }

            log.Close(recorder);
        }

        using var history = new ServedHistory(scratch.Folder, "all", TimeProvider.System);
        var shape = new ServedShape("all", "7", Plan);
        var asked = random.Answered.AsEnumerable().Reverse().ToList();
        var found = history.Join(shape, ByRequest([.. asked.Select(row => (row.Id, (long)row.Row)), ("nobody", 0), ("r1", 77)]), TestContext.Current.CancellationToken);
        found.Found.ShouldBe(asked.Count);
        found.At.StatusOf(asked.Count).ShouldBe(FeatureStatus.NotFound);
        found.At.StatusOf(asked.Count + 1).ShouldBe(FeatureStatus.NotFound);
        for (var place = 0; place < asked.Count; place++)
        {
            found.At[place].ShouldBe(Value.Of(asked[place].At));
            found.Inputs.Select(column => column[place]).ShouldBe(asked[place].Inputs);
            found.Outputs.Select(column => (column[place], column.StatusOf(place))).ShouldBe(asked[place].Outputs, $"seed {seed}, {asked[place].Id} row {asked[place].Row}");
        }
    }

    [Fact]
    public void Plan_HasEveryTypeThatThereIs() =>
        Plan.Outputs.Select(output => output.Type.Shape).Distinct().Count().ShouldBe(Enum.GetValues<DataShape>().Length, string.Join(", ", Plan.Outputs.Select(output => $"{output.Name} {output.Type}")));

    [Theory]
    [InlineData(11, null)]
    [InlineData(12, 20_000_000L)]
    public void Labels_ByKeysAndTime_FindTheLastRowServedAtOrBefore(int seed, long? tolerance)
    {
        using var scratch = new SourceScratch();
        var random = new ServedRandom(Plan, seed);
        using (var log = Open(scratch))
        {
            var recorder = log.Open("all", "7", Plan)!;
            for (var request = 0; request < 150; request++) random.Answer(recorder, $"r{request:D4}", 2);
            log.Close(recorder);
        }

        var some = random.Answered.Where((_, i) => i % 2 == 0).ToList();
        var (ids, places, times) = (new Int64Column(ValueKind.Int64), new TextColumn(new StringPool()), new Int64Column(ValueKind.Timestamp));
        long[] offsets = [0, -1, 1, 19_999_999, 20_000_000, 20_000_001];
        for (var i = 0; i < some.Count; i++)
        {
            Append(ids, some[i].Inputs[0]);
            if (some[i].Inputs[1].IsNull) places.AppendNull();
            else places.Append(System.Text.Encoding.UTF8.GetBytes(some[i].Inputs[1].AsText()));
            times.Append(some[i].At.Microseconds + offsets[i % offsets.Length]);
        }

        using var history = new ServedHistory(scratch.Folder, "all", TimeProvider.System);
        var found = history.Join(new("all", "7", Plan), new(null, null, [ids, places], times, tolerance is { } within ? new(within) : null), TestContext.Current.CancellationToken);
        for (var label = 0; label < some.Count; label++)
        {
            var expected = Last(random.Answered, ids[label], places[label], times.Values[label], tolerance);
            found.At[label].ShouldBe(expected is null ? Value.Null : Value.Of(expected.At), $"seed {seed}, label {label}");
            if (expected is not null) found.Outputs.Select(column => (column[label], column.StatusOf(label))).ShouldBe(expected.Outputs);
        }

        found.Found.ShouldBeInRange(1, some.Count - 1);
    }

    // The obvious twin of the join.
    private static AnsweredRow? Last(IEnumerable<AnsweredRow> rows, Value id, Value place, long time, long? tolerance) => id.IsNull || place.IsNull ? null : rows
        .Where(row => row.Inputs[0] == id && row.Inputs[1] == place && row.At.Microseconds <= time)
        .OrderBy(row => row.At.Microseconds).ThenBy(row => row.Id, StringComparer.Ordinal).ThenBy(row => row.Row).LastOrDefault() is { } last && !(time - last.At.Microseconds > tolerance) ? last : null;

    private static void Append(Int64Column column, Value value)
    {
        if (value.IsNull) column.AppendNull();
        else column.Append(value.Bits);
    }

    private static ServedLabels ByRequest(IEnumerable<(string Id, long Row)> asked)
    {
        var (ids, rows) = (new TextColumn(new StringPool()), new Int64Column(ValueKind.Int64));
        foreach (var (id, row) in asked)
        {
            ids.Append(System.Text.Encoding.UTF8.GetBytes(id));
            rows.Append(row);
        }

        return new(ids, rows, [], null, null);
    }

    private static ServedLog Open(SourceScratch scratch) => new(new ServedTables(scratch.Folder, new SetClock(), new() { Threads = 1 }), new() { Sample = 1 }, TimeProvider.System, inBackground: false);
}
