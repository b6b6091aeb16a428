using Quern.Engine.PointInTime;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>One feature of a logged row beside the same computed again.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Served">What was answered; null where the version that answered did not have it.</param>
/// <param name="Replayed">What history gives; null where the version that is asked does not have it.</param>
public sealed record ReplayedValue(string Feature, ReplayedSide? Served, ReplayedSide? Replayed)
{
    /// <summary>Whether both are there, and equal to the bit in value and status.</summary>
    public bool IsSame => Served is not null && Served == Replayed;

    /// <summary>Whether a deadline cut off what was served, so that there is nothing to compare: what stood for it was never meant to be the value.</summary>
    public bool IsCutOff => Served?.Status is FeatureStatus.TimedOut or FeatureStatus.Default or FeatureStatus.LastGood;
}

/// <summary>A value with its status.</summary>
/// <param name="Value">The value.</param>
/// <param name="Status">Its status.</param>
public sealed record ReplayedSide(Value Value, FeatureStatus Status);

/// <summary>Computes logged rows again from history, as of their instants, and compares.</summary>
public static class ServedReplay
{
    /// <summary>Computes one row again.</summary>
    /// <param name="engine">Computes from history.</param>
    /// <param name="shape">What was answered, by the version that did.</param>
    /// <param name="vectors">The logged row, at place 0.</param>
    /// <param name="at">The instant of its read.</param>
    /// <param name="plan">The service in the version to compute by.</param>
    /// <param name="asKnown">Whether only what was known by then is seen.</param>
    /// <param name="cancellation">Ends the computing.</param>
    /// <exception cref="QuernException">That version needs an input that the request did not have, or a source cannot be read.</exception>
    public static IReadOnlyList<ReplayedValue> Run(HistoryEngine engine, ServedShape shape, ServedVectors vectors, Instant at, ServicePlan plan, bool asKnown, CancellationToken cancellation)
    {
        var inputs = LoggedInputs.Of(shape, vectors, plan, [0]);
        var keys = plan.JoinKeys.Count;
        var result = engine.Compute(HistoryRequest.At(plan, at, [.. inputs.Take(keys)], [.. inputs.Skip(keys)], asKnown: asKnown), null, cancellation);
        var served = shape.Plan.Outputs.Select((output, i) => (output.Name, Side: vectors.Logged[i][0] ? Side(vectors.Outputs[i]) : null)).ToDictionary(pair => pair.Name, pair => pair.Side);
        var replayed = plan.Outputs.ToDictionary(output => output.Name, output => Side(result.Of(output)));
        return [.. plan.Outputs.Select(output => output.Name).Union(served.Keys).Select(name => new ReplayedValue(name, served.GetValueOrDefault(name), replayed.GetValueOrDefault(name)))];
    }

    private static ReplayedSide Side(ResultColumn column) => column.ToldStatusOf(0) is var status && status.HasValue() ? new(column[0], status) : new(Value.Null, status);
}
