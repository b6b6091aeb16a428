using Quern.Aggregation;

namespace Quern.Tests.Aggregation;

/// <summary>Each aggregate against its definition in exact fractions, bit for bit, at the rows of random traces.</summary>
public sealed class SlowTwinTests
{
    private const int Cases = 120;

    [Theory]
    [MemberData(nameof(ArithmeticSpecs.FunctionData), MemberType = typeof(ArithmeticSpecs))]
    public void Sweep_AtEachRow_EqualsTheDefinition(AggregateFunction function)
    {
        foreach (var spec in ArithmeticSpecs.Of(function))
        {
            var aggregate = AggregateFactory.Create(spec);
            var sweep = aggregate.NewSweep();
            for (var seed = 0; seed < Cases; seed++)
            {
                var trace = TraceCases.Next(new Random(seed), aggregate);
                var results = trace.Sweep(aggregate, sweep);
                for (var row = 0; row < results.Length; row++)
                {
                    var inside = trace.Inside(row).Select(e => (trace.Times[e], spec.Argument is null ? default : trace.Values[e])).ToArray();
                    results[row].ShouldBe(SlowTwin.Of(spec, inside, trace.RowTimes[row]), $"{spec}, seed {seed}, row {row}");
                }
            }
        }
    }
}
