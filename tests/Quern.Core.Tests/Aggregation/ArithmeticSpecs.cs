using Quern.Aggregation;
using Quern.Values;

namespace Quern.Tests.Aggregation;

/// <summary>Every aggregate of the arithmetic family over every kind of argument that it takes, but embeddings, which have a contract of their own.</summary>
public static class ArithmeticSpecs
{
    private static readonly ValueKind[] Kinds = [.. Enum.GetValues<ValueKind>().Where(kind => kind != ValueKind.Embedding)];

    private static readonly AggregateFunction[] Functions =
    [
        AggregateFunction.Count, AggregateFunction.CountWhere, AggregateFunction.Sum, AggregateFunction.Mean, AggregateFunction.Min, AggregateFunction.Max,
        AggregateFunction.Variance, AggregateFunction.StandardDeviation, AggregateFunction.Any, AggregateFunction.All, AggregateFunction.DecayedSum,
        AggregateFunction.DecayedMean, AggregateFunction.Trend,
    ];

    public static IReadOnlyList<AggregateSpec> All { get; } =
        [.. Functions.SelectMany(WithParameters).SelectMany(WithArguments).Where(spec => AggregateFactory.Validate(spec).Count == 0)];

    public static TheoryData<AggregateFunction> FunctionData => [.. Functions];

    public static IEnumerable<AggregateSpec> Of(AggregateFunction function) => All.Where(spec => spec.Function == function);

    private static IEnumerable<AggregateSpec> WithParameters(AggregateFunction function)
    {
        var spec = new AggregateSpec(function, null);
        return
        [
            spec,
            spec with { Sample = true },
            spec with { Unit = new(1) }, spec with { Unit = new(86_400_000_000) },
            spec with { HalfLife = new(7) }, spec with { HalfLife = new(1_000_000) }, spec with { HalfLife = new(3 * 86_400_000_000L) },
        ];
    }

    private static IEnumerable<AggregateSpec> WithArguments(AggregateSpec spec) => [spec, .. Kinds.Select(kind => spec with { Argument = kind })];
}
