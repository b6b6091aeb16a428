using Quern.Aggregation.Totals;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>The values of an aggregate's argument for the events of one entity, by event number; exactly one of the three lanes is filled, or none.</summary>
public readonly ref struct SweepArgument
{
    /// <summary>Values of a Boolean, Int32, Int64 or Timestamp argument.</summary>
    public ReadOnlySpan<long> Int64s { get; init; }

    /// <summary>Values of a Float32 or Float64 argument.</summary>
    public ReadOnlySpan<double> Float64s { get; init; }

    /// <summary>Codes of a String or Embedding argument in <see cref="Pool"/>.</summary>
    public ReadOnlySpan<int> Codes { get; init; }

    /// <summary>The bytes of <see cref="Codes"/>; null unless the argument has them.</summary>
    public StringPool? Pool { get; init; }

    /// <summary>True where the argument is null; empty when it never is.</summary>
    public ReadOnlySpan<bool> Nulls { get; init; }

    /// <summary>Running totals of <see cref="Int64s"/>, in the orders of the trace; empty when nobody uses them, or when they would leave 64 bits.</summary>
    internal WindowTotals Totals { get; init; }
}
