using Quern.Aggregation;

namespace Quern.Tests.Aggregation;

/// <summary>The fast path has a slow twin: at each row of a random trace, the sweep gives the bits that the state of the events inside gives.</summary>
public sealed class SweepTests
{
    private const int Cases = 800;

    [Theory]
    [MemberData(nameof(ArithmeticSpecs.FunctionData), MemberType = typeof(ArithmeticSpecs))]
    public void Sweep_AtEachRow_EqualsTheStateOfTheEventsInside(AggregateFunction function)
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
                    results[row].ShouldBe(State(aggregate, trace, row).Result(new(trace.RowTimes[row])), $"{spec}, seed {seed}, row {row}");
            }
        }
    }

    private static AggregateState State(Aggregate aggregate, TraceCase trace, int row)
    {
        var state = aggregate.NewState();
        foreach (var @event in trace.Inside(row)) state.Add(aggregate.Spec.Argument is null ? trace.Input(@event) with { Argument = default } : trace.Input(@event));
        return state;
    }
}
