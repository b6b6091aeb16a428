using System.Linq.Expressions;
using Quern.Aggregation;
using Quern.Definitions;
using Quern.Schema;
using Quern.Time;

namespace Quern;

/// <summary>An aggregate over windows, as <see cref="Aggregates{T}"/> makes it; immutable: each call gives another.</summary>
public class WindowAggregate<T>
{
    internal WindowAggregate(AggregateFunction function, LambdaExpression? argument) => (Function, Argument) = (function, argument);

    private protected WindowAggregate(WindowAggregate<T> other)
    {
        (Function, Argument, Filter, WindowTexts) = (other.Function, other.Argument, other.Filter, other.WindowTexts);
        (N, Quantile, DurationSetting, IsSample, FeatureType) = (other.N, other.Quantile, other.DurationSetting, other.IsSample, other.FeatureType);
    }

    internal int N { get; init; }

    internal decimal Quantile { get; init; }

    /// <summary>The half-life of a decayed aggregate or the unit of a trend, as written.</summary>
    internal (string Name, string Text)? DurationSetting { get; init; }

    private protected bool IsSample { get; init; }

    private AggregateFunction Function { get; }

    private LambdaExpression? Argument { get; }

    private LambdaExpression? Filter { get; init; }

    private IReadOnlyList<string>? WindowTexts { get; init; }

    private FeatureType? FeatureType { get; init; }

    /// <summary>Only events for which the filter is true; for the others the argument is null.</summary>
    public WindowAggregate<T> Where(Expression<Func<T, bool>> filter) => new(this) { Filter = ExpressionReader.Both(Filter, filter) };

    /// <summary>Windows of its own in the place of the view's.</summary>
    public WindowAggregate<T> Over(params string[] windows) => new(this) { WindowTexts = [.. windows] };

    /// <summary>What the features mean to a model, where that does not follow from how they are stored.</summary>
    public WindowAggregate<T> Meaning(FeatureType type) => new(this) { FeatureType = type };

    internal AggregateDefinition Build(string name, string what, ExpressionReader expressions, List<Finding> findings)
    {
        var duration = ReadDuration(what, findings);
        var argument = Combined(out var function) is { } lambda ? expressions.Read(lambda, what) : null;
        var spec = new AggregateSpec(function, argument?.Kind)
        {
            N = N,
            Quantile = Quantile,
            HalfLife = function is AggregateFunction.DecayedSum or AggregateFunction.DecayedMean ? duration : default,
            Unit = function is AggregateFunction.Trend ? duration : default,
            Sample = IsSample,
        };
        return new(name, spec, argument, WindowTexts is null ? null : DurationText.ReadWindows(WindowTexts, what, findings)) { FeatureType = FeatureType };
    }

    // One that cannot be read has been reported; the longest stands in for it, so that nothing else is said about it.
    private Duration ReadDuration(string what, List<Finding> findings)
    {
        if (DurationSetting is not var (name, text)) return default;
        var duration = DurationText.Read(text, what, name, findings);
        return duration == default ? Duration.Longest : duration;
    }

    // A filter on an aggregate without argument becomes its argument: a count of events turns into a count of true values, and so on.
    private LambdaExpression? Combined(out AggregateFunction function)
    {
        function = Function;
        if (Filter is null) return Argument;
        if (Argument is not null) return ExpressionReader.Where(Argument, Filter);
        if (Function == AggregateFunction.Count) function = AggregateFunction.CountWhere;
        return Function == AggregateFunction.Count ? Filter : ExpressionReader.Where(Expression.Lambda(Expression.Constant(true), Filter.Parameters), Filter);
    }
}

/// <summary>A variance or standard deviation over windows, of the population unless <see cref="Sample"/> is called.</summary>
public sealed class SpreadAggregate<T> : WindowAggregate<T>
{
    internal SpreadAggregate(AggregateFunction function, LambdaExpression argument)
        : base(function, argument)
    {
    }

    private SpreadAggregate(SpreadAggregate<T> other)
        : base(other)
    {
    }

    /// <summary>Of a sample: divided by n - 1, null for a single value.</summary>
    public SpreadAggregate<T> Sample() => new(this) { IsSample = true };
}
