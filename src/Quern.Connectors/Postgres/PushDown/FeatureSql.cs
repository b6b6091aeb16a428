using Quern.Aggregation;
using Quern.Values;

namespace Quern.Connectors.Postgres.PushDown;

/// <summary>How an answer of the server becomes a value.</summary>
internal enum AnswerForm
{
    /// <summary>As a reader of rows has it, by its kind.</summary>
    Plain,

    /// <summary>A decimal number that is a sum of whole ones.</summary>
    WholeSum,

    /// <summary>How many distinct values; beyond a bound it is an estimate here, which the server does not know.</summary>
    DistinctCount,

    /// <summary>The event from which seconds are counted.</summary>
    Since,
}

/// <summary>An aggregate over one window as SQL writes it.</summary>
/// <param name="Text">The expression, of which the rows are joined events.</param>
/// <param name="Form">How its value is read.</param>
internal sealed record FeatureSql(string Text, AnswerForm Form)
{
    /// <summary>Writes one; null, with the reason, where the server would not give the same bits.</summary>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="argument">Its argument; null where it has none.</param>
    /// <param name="window">When an event is in the window.</param>
    /// <param name="time">The events' time.</param>
    /// <param name="order">What events are ordered by, from the first to the last, or the other way.</param>
    /// <param name="reason">Why it is not written.</param>
    public static FeatureSql? Of(Aggregate aggregate, string? argument, string window, string time, Func<bool, string> order, out string? reason)
    {
        reason = null;
        var kind = aggregate.Spec.Argument;
        var (isTruth, isReal) = (kind == ValueKind.Boolean, kind is ValueKind.Float32 or ValueKind.Float64);
        var where = $"FILTER (WHERE {window})";
        var present = argument is null ? where : $"FILTER (WHERE {window} AND ({argument}) IS NOT NULL)";
        var whole = isTruth ? $"({argument})::int" : argument;
        string Outermost(bool descending) => $"(array_agg({argument} ORDER BY {order(descending)}) {present})[1]";
        switch (aggregate.Spec.Function)
        {
            case AggregateFunction.Count:
                return new($"count(*) {present}", AnswerForm.Plain);
            case AggregateFunction.CountWhere:
                return new($"count(*) FILTER (WHERE {window} AND {argument})", AnswerForm.Plain);
            case AggregateFunction.Sum when !isReal:
                return new($"(sum({whole}) {where})::numeric", AnswerForm.WholeSum);
            case AggregateFunction.Mean when !isReal && kind != ValueKind.Embedding:
                return new($"(sum({whole}) {where})::float8 / nullif(count(*) {present}, 0)::float8", AnswerForm.Plain);
            case AggregateFunction.Any:
                return new($"bool_or({argument}) {where}", AnswerForm.Plain);
            case AggregateFunction.All:
                return new($"bool_and({argument}) {where}", AnswerForm.Plain);
            case AggregateFunction.Min when isReal:
                return new(Zeroed($"min({argument}) {where}", $"bool_or(float8send({argument}) = {RowColumn.NegativeZero}) {where}"), AnswerForm.Plain);
            case AggregateFunction.Max when isReal:
                return new(Zeroed($"max({argument}) {where}", $"bool_and(float8send({argument}) = {RowColumn.NegativeZero}) FILTER (WHERE {window} AND {argument} = 0)"), AnswerForm.Plain);
            case AggregateFunction.Min:
                return new($"min({argument}) {where}", AnswerForm.Plain);
            case AggregateFunction.Max:
                return new($"max({argument}) {where}", AnswerForm.Plain);
            case AggregateFunction.First:
                return new(Outermost(descending: false), AnswerForm.Plain);
            case AggregateFunction.Last:
                return new(Outermost(descending: true), AnswerForm.Plain);
            case AggregateFunction.DistinctCount:
                return new($"count(DISTINCT {argument}) {where}", AnswerForm.DistinctCount);
            case AggregateFunction.TimeSinceLast:
                return new($"max({time}) {present}", AnswerForm.Since);
            case AggregateFunction.TimeSinceFirst:
                return new($"min({time}) {present}", AnswerForm.Since);
            case AggregateFunction.Sum or AggregateFunction.Mean when isReal:
                reason = "of reals the sum is exact here, and rounded at each step there";
                return null;
            default:
                reason = "there is no such aggregate there";
                return null;
        }
    }

    // The server takes both zeros for one, and gives either.
    private static string Zeroed(string extreme, string isNegative) =>
        $"CASE WHEN {extreme} = 0 THEN CASE WHEN {isNegative} THEN '-0'::float8 ELSE '0'::float8 END ELSE {extreme} END";
}
