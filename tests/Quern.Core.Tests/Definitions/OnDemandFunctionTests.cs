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

    [Theory]
    [InlineData(nameof(Ratio))]
    [InlineData(nameof(Name))]
    [InlineData(nameof(Later))]
    [InlineData(nameof(Whole))]
    public void Run_OverRandomRows_GivesWhatInvokeGives(string method)
    {
        var function = Function(method);
        for (var seed = 1; seed <= 30; seed++)
        {
            var (random, rows) = (new Random(seed), 40);
            var inputs = function.Definition.Parameters.Select(parameter => Random(random, parameter.Kind, rows)).ToArray();
            var output = new ResultColumn(DataType.Scalar(function.Definition.Kind), rows);
            var failed = new Dictionary<int, string>();
            OnDemandLane[] lanes = [.. inputs.Select((input, i) => (seed + i) % 2 == 0 ? OnDemandLane.Of(input) : OnDemandLane.Of(ToResult(input)))];
            function.Run(lanes, output.OpenWriter(), 0, rows, (row, exception) => failed[row] = exception.Message);
            for (var row = 0; row < rows; row++)
            {
                var expected = function.Invoke([.. inputs.Select(input => input[row])], out var failure);
                (output[row], output.StatusOf(row)).ShouldBe((expected.Value, expected.Status), $"seed {seed}, row {row}");
                failed.GetValueOrDefault(row).ShouldBe(failure?.Message);
            }
        }
    }

    [Fact]
    public void NullForAParameterThatTakesNone_GivesNullWithoutACall() =>
        Function(nameof(Ratio)).Invoke([Value.Of(1.0), Value.Null], out _).Status.ShouldBe(FeatureStatus.NullValue);

    [Fact]
    public void Throwing_SpoilsItsOwnRowAlone()
    {
        var counts = new Int64Column(ValueKind.Int64);
        foreach (var count in new long[] { 2, 0, 4 }) counts.Append(count);
        var output = new ResultColumn(DataType.Scalar(ValueKind.Float64), 3);
        var failures = new List<string>();
        Function(nameof(Ratio)).Run([OnDemandLane.Of(counts), OnDemandLane.Of(counts)], output.OpenWriter(), 0, 3, (row, exception) => failures.Add($"{row}: {exception.Message}"));
        (output[0], output.StatusOf(1), output[2]).ShouldBe((Value.Of(1.0), FeatureStatus.Failed, Value.Of(1.0)));
        failures.ShouldBe(["1: nothing to divide by"]);
    }

    private static OnDemandFunction Function(string name) =>
        new(OnDemandReader.Read(typeof(OnDemandFunctionTests).GetMethod(name, BindingFlags.Public | BindingFlags.Static)!).Definition);

    private static Column Random(Random random, ValueKind kind, int rows)
    {
        var column = Column.Create(kind);
        for (var row = 0; row < rows; row++)
            if (random.Next(4) == 0) column.AppendNull();
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
