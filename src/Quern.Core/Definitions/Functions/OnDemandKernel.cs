using System.Linq.Expressions;
using Quern.Definitions.Expressions;
using Quern.Values;

namespace Quern.Definitions.Functions;

/// <summary>Calls an on-demand method for the rows from <c>progress.Row</c> to <paramref name="end"/>, excluded.</summary>
internal delegate void OnDemandKernel(OnDemandLane[] arguments, ResultWriter output, OnDemandProgress progress, int end);

/// <summary>The row that a kernel is at, which is still there after a method has thrown.</summary>
internal sealed class OnDemandProgress
{
    public int Row;
}

/// <summary>
/// Compiles the loop over rows: (1) a null for a parameter that takes none gives null without a call; (2) the method is called with typed arguments, nothing boxed;
/// (3) its result is written, or null.
/// </summary>
internal static class OnDemandKernelCompiler
{
    public static OnDemandKernel Compile(OnDemandDefinition definition)
    {
        var lanes = Expression.Parameter(typeof(OnDemandLane[]), "arguments");
        var output = Expression.Parameter(typeof(ResultWriter), "output");
        var progress = Expression.Parameter(typeof(OnDemandProgress), "progress");
        var end = Expression.Parameter(typeof(int), "end");
        var row = Expression.Field(progress, nameof(OnDemandProgress.Row));

        var types = definition.Method.GetParameters();
        var (locals, prologue, arguments) = (new List<ParameterExpression>(), new List<Expression>(), new List<Expression>());
        Expression isMissing = Expression.Constant(false);
        for (var i = 0; i < definition.Parameters.Count; i++)
        {
            var lane = Expression.Variable(typeof(OnDemandLane));
            locals.Add(lane);
            prologue.Add(Expression.Assign(lane, Expression.ArrayIndex(lanes, Expression.Constant(i))));
            var isNull = Expression.Call(lane, nameof(OnDemandLane.IsNull), null, row);
            var value = Read(lane, row, types[i].ParameterType);
            if (definition.Parameters[i].Nullable) value = Expression.Condition(isNull, Expression.Default(types[i].ParameterType), value);
            else isMissing = Expression.OrElse(isMissing, isNull);
            arguments.Add(value);
        }

        var result = Expression.Variable(definition.Method.ReturnType, "result");
        var call = Expression.Block([result], Expression.Assign(result, Expression.Call(definition.Method, arguments)), Write(result, output, row));
        var done = Expression.Label();
        var loop = Expression.Loop(
            Expression.Block(
                Expression.IfThen(Expression.GreaterThanOrEqual(row, end), Expression.Break(done)),
                Expression.IfThenElse(isMissing, WriteNull(output, row), call),
                Expression.PreIncrementAssign(row)),
            done);
        return Expression.Lambda<OnDemandKernel>(Expression.Block(locals, [.. prologue, loop]), lanes, output, progress, end).Compile();
    }

    private static Expression Read(Expression lane, Expression row, Type type)
    {
        var bare = ClrKind.Bare(type);
        var kind = ClrKind.Of(bare)!.Value;
        var value = kind == ValueKind.Timestamp
            ? Expression.Call(typeof(EpochTime), bare == typeof(DateTime) ? nameof(EpochTime.ToDateTime) : nameof(EpochTime.ToDateTimeOffset), null, Call(nameof(OnDemandLane.Int64)))
            : Call(kind.ToString());
        return bare == type ? value : Expression.Convert(value, type);

        Expression Call(string name) => Expression.Call(lane, name, null, row);
    }

    private static Expression Write(ParameterExpression result, Expression output, Expression row)
    {
        if (ClrKind.Bare(result.Type) != result.Type)
            return Expression.IfThenElse(Expression.Property(result, "HasValue"), WriteValue(Expression.Call(result, "GetValueOrDefault", null), output, row), WriteNull(output, row));
        if (!result.Type.IsValueType)
            return Expression.IfThenElse(Expression.NotEqual(result, Expression.Constant(null)), WriteValue(result, output, row), WriteNull(output, row));
        return WriteValue(result, output, row);
    }

    private static Expression WriteValue(Expression value, Expression output, Expression row) => ClrKind.Of(value.Type) switch
    {
        ValueKind.Float32 or ValueKind.Float64 => Expression.Call(output, nameof(ResultWriter.SetDouble), null, row, Expression.Convert(value, typeof(double))),
        ValueKind.Embedding => Expression.Call(typeof(EmbeddingBytes), nameof(EmbeddingBytes.Write), null, output, row, value),
        ValueKind.String => Expression.Call(output, nameof(ResultWriter.Set), null, row, Expression.Call(typeof(Value), nameof(Value.Of), null, value), Expression.Constant(FeatureStatus.Present)),
        ValueKind.Boolean => Expression.Call(output, nameof(ResultWriter.SetBits), null, row, Expression.Condition(value, Expression.Constant(1L), Expression.Constant(0L))),
        ValueKind.Timestamp => Expression.Call(
            output, nameof(ResultWriter.SetBits), null, row,
            Expression.Call(typeof(EpochTime), value.Type == typeof(DateTime) ? nameof(EpochTime.FromDateTime) : nameof(EpochTime.FromDateTimeOffset), null, value)),
        _ => Expression.Call(output, nameof(ResultWriter.SetBits), null, row, Expression.Convert(value, typeof(long))),
    };

    private static Expression WriteNull(Expression output, Expression row) =>
        Expression.Call(output, nameof(ResultWriter.SetNull), null, row, Expression.Constant(FeatureStatus.NullValue));
}
