using System.Linq.Expressions;
using Quern.Definitions.Expressions;
using Quern.Values;

namespace Quern.Definitions.Functions;

/// <summary>Calls an on-demand method for the rows from <c>progress.Row</c> to <paramref name="end"/>, excluded.</summary>
internal delegate void OnDemandKernel(OnDemandLane[] arguments, ResultWriter[] outputs, OnDemandProgress progress, int end);

/// <summary>The row that a kernel is at, which is still there after a method has thrown.</summary>
internal sealed class OnDemandProgress
{
    public int Row;
}

/// <summary>
/// Compiles the loop over rows: (1) a null for a parameter that takes none gives nulls without a call; (2) the method is called with typed arguments, nothing boxed;
/// (3) each of its outputs is written, or null (<see cref="OnDemandResult"/>).
/// </summary>
internal static class OnDemandKernelCompiler
{
    public static OnDemandKernel Compile(OnDemandDefinition definition)
    {
        var lanes = Expression.Parameter(typeof(OnDemandLane[]), "arguments");
        var outputs = Expression.Parameter(typeof(ResultWriter[]), "outputs");
        var progress = Expression.Parameter(typeof(OnDemandProgress), "progress");
        var end = Expression.Parameter(typeof(int), "end");
        var row = Expression.Field(progress, nameof(OnDemandProgress.Row));

        var types = definition.Method.GetParameters();
        var (locals, prologue, arguments) = (new List<ParameterExpression>(), new List<Expression>(), new List<Expression>());
        Expression isMissing = Expression.Constant(false);
        for (var i = 0; i < definition.Parameters.Count; i++)
        {
            var lane = ItemOf(lanes, i);
            var isNull = Expression.Call(lane, nameof(OnDemandLane.IsNull), null, row);
            var value = Read(lane, row, types[i].ParameterType);
            if (definition.Parameters[i].Nullable) value = Expression.Condition(isNull, Expression.Default(types[i].ParameterType), value);
            else isMissing = Expression.OrElse(isMissing, isNull);
            arguments.Add(value);
        }

        ParameterExpression[] writers = [.. definition.Outputs.Select((_, i) => ItemOf(outputs, i))];
        var result = new OnDemandResult(definition.Outputs, writers, row);
        var done = Expression.Label();
        var loop = Expression.Loop(
            Expression.Block(
                Expression.IfThen(Expression.GreaterThanOrEqual(row, end), Expression.Break(done)),
                Expression.IfThenElse(isMissing, result.WriteNulls(), result.Write(Expression.Call(definition.Method, arguments))),
                Expression.PreIncrementAssign(row)),
            done);
        return Expression.Lambda<OnDemandKernel>(Expression.Block(locals, [.. prologue, loop]), lanes, outputs, progress, end).Compile();

        ParameterExpression ItemOf(ParameterExpression array, int index)
        {
            var local = Expression.Variable(array.Type.GetElementType()!);
            locals.Add(local);
            prologue.Add(Expression.Assign(local, Expression.ArrayIndex(array, Expression.Constant(index))));
            return local;
        }
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
}
