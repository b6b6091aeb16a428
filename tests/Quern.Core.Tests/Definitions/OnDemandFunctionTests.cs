using System.Reflection;
using Quern.Definitions.Functions;
using Quern.Values;

namespace Quern.Definitions.Tests;

public sealed class OnDemandFunctionTests
{
    public static double? Ratio(double? value, long count) => count == 0 ? throw new ArgumentException("nothing to divide by") : value / count;

    public static string? Name(string? first, string last, bool formal) => formal ? last : first is null ? null : $"{first} {last}";

    public static DateTimeOffset Later(DateTimeOffset time, int days, float? hours) => time.AddDays(days).AddHours(hours ?? 0);

    public static long? Whole(long? value, DateTime since) => value + since.Hour;

    public static (double? Share, string? Name, bool Large) Parts(double? value, string? name, long count) =>
        count == 0 ? throw new ArgumentException("nothing to divide by") : (value / count, name, count > 1);

    public static (long A, long B, long C, long D, long E, long F, long G, long? H, DateTimeOffset I)? Nine(long? value) =>
        value is not { } x ? null : (x, x + 1, x + 2, x + 3, x + 4, x + 5, x + 6, x == 1 ? null : x + 7, DateTimeOffset.UnixEpoch.AddDays(x));

    public static Reading? Record(double? value, float[]? taste) => value is not { } x ? null : new(x, taste, x > 0.5 ? "high" : null);

    public static Pair? Struct(long? value) => value is { } x ? new Pair(x, x == 2) : null;

    public sealed record Reading(double Value, float[]? Taste, string? Word)
    {
        public float Half => Value > 0.9 ? throw new InvalidOperationException("too high to halve") : (float)Value / 2;
    }

    public readonly record struct Pair(long Value, bool IsTwo)
    {
        public int? Digits => IsTwo ? null : Value.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
    }

    [Theory]
    [InlineData(nameof(Ratio))]
    [InlineData(nameof(Name))]
    [InlineData(nameof(Later))]
    [InlineData(nameof(Whole))]
    [InlineData(nameof(Parts))]
    [InlineData(nameof(Nine))]
    [InlineData(nameof(Record))]
    [InlineData(nameof(Struct))]
    public void Run_OverRandomRows_GivesWhatInvokeGives(string method)
    {
        var function = Function(method);
        for (var seed = 1; seed <= 30; seed++)
        {
            var (random, rows) = (new Random(seed), 40);
            var inputs = function.Definition.Parameters.Select(parameter => Random(random, parameter.Kind, rows)).ToArray();
            var outputs = NewColumns(function, rows);
            var failed = new Dictionary<int, string>();
            OnDemandLane[] lanes = [.. inputs.Select((input, i) => (seed + i) % 2 == 0 ? OnDemandLane.Of(input) : OnDemandLane.Of(ToResult(input)))];
            function.Run(lanes, [.. outputs.Select(output => output.OpenWriter())], 0, rows, (row, exception) => failed[row] = exception.Message);
            for (var row = 0; row < rows; row++)
            {
                var expected = function.Invoke([.. inputs.Select(input => input[row])], out var failure);
                outputs.Select(output => (output[row], output.StatusOf(row))).ShouldBe(expected.Select(result => (result.Value, result.Status)), $"seed {seed}, row {row}");
                failed.GetValueOrDefault(row).ShouldBe(failure?.Message);
            }
        }
    }

    [Fact]
    public void NullForAParameterThatTakesNone_GivesNullWithoutACall() =>
        Function(nameof(Parts)).Invoke([Value.Of(1.0), Value.Of("Ada"), Value.Null], out _).Select(result => result.Status).ShouldBe([FeatureStatus.NullValue, FeatureStatus.NullValue, FeatureStatus.NullValue]);

    [Fact]
    public void NullResult_MakesEveryOutputNull() =>
        Function(nameof(Struct)).Invoke([Value.Null], out _).Select(result => result.Status).ShouldBe([FeatureStatus.NullValue, FeatureStatus.NullValue, FeatureStatus.NullValue]);

    [Fact]
    public void PropertyThatThrows_FailsEveryOutputOfItsRow()
    {
        Function(nameof(Record)).Invoke([Value.Of(0.95), Value.Null], out var failure).ShouldAllBe(result => result.Status == FeatureStatus.Failed);
        failure!.Message.ShouldBe("too high to halve");
    }

    [Fact]
    public void Run_OverMoreRows_AllocatesNoMore()
    {
        var function = Function(nameof(Parts));
        var (reals, names, counts) = (new Float64Column(ValueKind.Float64), new TextColumn(new StringPool()), new Int64Column(ValueKind.Int64));
        for (var row = 0; row < 1000; row++)
        {
            reals.Append(row);
            names.Append(names.Pool.Intern("Ada"));
            counts.Append(row % 3 + 1);
        }

        OnDemandLane[] lanes = [OnDemandLane.Of(reals), OnDemandLane.Of(names), OnDemandLane.Of(counts)];
        var outputs = NewColumns(function, 1000);
        ResultWriter[] writers = [.. outputs.Select(output => output.OpenWriter())];
        function.Run(lanes, writers, 0, 1000);
        Allocated(1000).ShouldBe(Allocated(1));

        long Allocated(int rows)
        {
            foreach (var output in outputs) output.Reset(1000);
            var before = GC.GetAllocatedBytesForCurrentThread();
            function.Run(lanes, writers, 0, rows);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Throwing_SpoilsItsOwnRowAlone()
    {
        var counts = new Int64Column(ValueKind.Int64);
        foreach (var count in new long[] { 2, 0, 4 }) counts.Append(count);
        var output = new ResultColumn(DataType.Scalar(ValueKind.Float64), 3);
        var failures = new List<string>();
        Function(nameof(Ratio)).Run([OnDemandLane.Of(counts), OnDemandLane.Of(counts)], [output.OpenWriter()], 0, 3, (row, exception) => failures.Add($"{row}: {exception.Message}"));
        (output[0], output.StatusOf(1), output[2]).ShouldBe((Value.Of(1.0), FeatureStatus.Failed, Value.Of(1.0)));
        failures.ShouldBe(["1: nothing to divide by"]);
    }

    private static OnDemandFunction Function(string name) =>
        new(OnDemandReader.Read(typeof(OnDemandFunctionTests).GetMethod(name, BindingFlags.Public | BindingFlags.Static)!).Definition);

    private static ResultColumn[] NewColumns(OnDemandFunction function, int rows) => [.. function.Definition.Outputs.Select(output => new ResultColumn(DataType.Scalar(output.Kind), rows))];

    private static Column Random(Random random, ValueKind kind, int rows)
    {
        var column = Column.Create(kind);
        for (var row = 0; row < rows; row++)
            if (random.Next(4) == 0) column.AppendNull();
            else if (kind == ValueKind.Embedding) ((TextColumn)column).Append(EmbeddingBytes.Intern(((TextColumn)column).Pool, [(float)random.NextDouble(), 2]));
            else if (column is TextColumn text) text.Append(text.Pool.Intern(random.Next(3) == 0 ? "" : "Ada"));
            else if (column is Float64Column real) real.Append((float)random.NextDouble());
            else ((Int64Column)column).Append(kind == ValueKind.Boolean ? random.Next(2) : random.Next(3));
        return column;
    }

    private static ResultColumn ToResult(Column column)
    {
        var result = new ResultColumn(DataType.Scalar(column.Kind), column.Count);
        var writer = result.OpenWriter();
        for (var row = 0; row < column.Count; row++) writer.Set(row, column[row], FeatureStatus.NullValue);
        return result;
    }
}
