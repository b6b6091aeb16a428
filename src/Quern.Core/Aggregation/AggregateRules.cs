using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>Which arguments and parameters each aggregate takes.</summary>
internal static class AggregateRules
{
    private const int LargestN = 1000;

    private static readonly string Length = $"a time above zero and at most {Duration.Longest}, such as 7d";

    private static readonly ValueKind[] Truths = [ValueKind.Boolean];
    private static readonly ValueKind[] Numbers = [ValueKind.Int32, ValueKind.Int64, ValueKind.Float32, ValueKind.Float64];
    private static readonly ValueKind[] NumbersAndTruths = [.. Numbers, ValueKind.Boolean];
    private static readonly ValueKind[] Ordered = [.. Numbers, ValueKind.Timestamp, ValueKind.String];
    private static readonly ValueKind[] Any = [.. Ordered, ValueKind.Boolean];
    private static readonly ValueKind[] AnyAndEmbeddings = [.. Any, ValueKind.Embedding];

    public static IReadOnlyList<string> Check(AggregateSpec spec)
    {
        var problems = new List<string>();
        CheckArgument(spec, problems);
        CheckParameters(spec, problems);
        return problems;
    }

    private static void CheckArgument(AggregateSpec spec, List<string> problems)
    {
        var kinds = Kinds(spec.Function);
        if (spec.Argument is { } kind ? kinds.Contains(kind) : NeedsNoArgument(spec.Function)) return;
        var found = spec.Argument is { } wrong ? $"cannot take a {wrong}" : "needs an argument";
        problems.Add($"Aggregate '{spec.Function}' {found}. It takes {string.Join(", ", kinds)}.");
    }

    private static void CheckParameters(AggregateSpec spec, List<string> problems)
    {
        var function = spec.Function;
        Check("number of values", TakesN(function), spec.N is >= 1 and <= LargestN, spec.N == 0, $"a whole number from 1 to {LargestN}");
        Check("share", function == AggregateFunction.Quantile, spec.Quantile is > 0 and <= 1, spec.Quantile == 0, "a decimal above 0 and at most 1, such as 0.9");
        Check("half-life", TakesHalfLife(function), IsLength(spec.HalfLife), spec.HalfLife == default, Length);
        Check("unit of time", function == AggregateFunction.Trend, IsLength(spec.Unit), spec.Unit == default, Length);
        Check("sample", TakesSample(function), true, !spec.Sample, "true or false");

        void Check(string parameter, bool takes, bool fits, bool absent, string whatWorks)
        {
            if (takes && !fits) problems.Add($"Aggregate '{function}' needs a {parameter}: {whatWorks}.");
            if (!takes && !absent) problems.Add($"Aggregate '{function}' has no {parameter}: leave it out.");
        }
    }

    private static bool TakesN(AggregateFunction function) =>
        function is AggregateFunction.FirstN or AggregateFunction.LastN or AggregateFunction.LastDistinctN or AggregateFunction.MeanOfLastN or AggregateFunction.TopK;

    private static bool TakesHalfLife(AggregateFunction function) => function is AggregateFunction.DecayedSum or AggregateFunction.DecayedMean;

    private static bool TakesSample(AggregateFunction function) => function is AggregateFunction.Variance or AggregateFunction.StandardDeviation;

    private static bool NeedsNoArgument(AggregateFunction function) =>
        function is AggregateFunction.Count or AggregateFunction.TimeSinceLast or AggregateFunction.TimeSinceFirst;

    private static bool IsLength(Duration duration) => duration.Microseconds > 0 && duration.Microseconds <= Duration.Longest.Microseconds;

    private static ValueKind[] Kinds(AggregateFunction function) => function switch
    {
        AggregateFunction.CountWhere or AggregateFunction.Any or AggregateFunction.All => Truths,
        AggregateFunction.Sum => NumbersAndTruths,
        AggregateFunction.Mean or AggregateFunction.MeanOfLastN => [.. NumbersAndTruths, ValueKind.Embedding],
        AggregateFunction.Variance or AggregateFunction.StandardDeviation or AggregateFunction.Trend
            or AggregateFunction.DecayedSum or AggregateFunction.DecayedMean => Numbers,
        AggregateFunction.Quantile => [.. Numbers, ValueKind.Timestamp],
        AggregateFunction.Min or AggregateFunction.Max => Ordered,
        AggregateFunction.Count or AggregateFunction.First or AggregateFunction.Last or AggregateFunction.TimeSinceLast or AggregateFunction.TimeSinceFirst => AnyAndEmbeddings,
        _ => Any,
    };
}
