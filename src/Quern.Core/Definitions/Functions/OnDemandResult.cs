using System.Linq.Expressions;
using System.Reflection;
using Quern.Definitions.Expressions;
using Quern.Values;

namespace Quern.Definitions.Functions;

/// <summary>
/// Writes what an on-demand method returned for a row: (1) a null makes every output null; (2) otherwise each output is taken out of it, in order, and (3) written by its kind, or
/// null. Nothing is boxed and nothing allocated.
/// </summary>
internal sealed class OnDemandResult(IReadOnlyList<OnDemandOutput> outputs, IReadOnlyList<ParameterExpression> writers, Expression row)
{
    public Expression Write(Expression call) => Unwrap(call, found => Expression.Block([.. outputs.Select((output, i) => Write(found, output, writers[i]))]), WriteNulls());

    public Expression WriteNulls() => Expression.Block([.. writers.Select(WriteNull)]);

    private Expression Write(ParameterExpression found, OnDemandOutput output, ParameterExpression writer)
    {
        if (output.Path is []) return WriteValue(found, writer);
        var value = output.Path.Aggregate((Expression)found, (of, member) => member is PropertyInfo property ? Expression.Property(of, property) : Expression.Field(of, (FieldInfo)member));
        return Unwrap(value, present => WriteValue(present, writer), WriteNull(writer));
    }

    // Keeps a value where it can be asked for several times, without its '?'.
    private static BlockExpression Unwrap(Expression value, Func<ParameterExpression, Expression> write, Expression writeNull)
    {
        var kept = Expression.Variable(value.Type);
        var assign = Expression.Assign(kept, value);
        var bare = ClrKind.Bare(value.Type);
        if (bare != value.Type)
        {
            var present = Expression.Variable(bare);
            var unwrapped = Expression.Block([present], Expression.Assign(present, Expression.Call(kept, "GetValueOrDefault", null)), write(present));
            return Expression.Block([kept], assign, Expression.IfThenElse(Expression.Property(kept, "HasValue"), unwrapped, writeNull));
        }

        return value.Type.IsValueType
            ? Expression.Block([kept], assign, write(kept))
            : Expression.Block([kept], assign, Expression.IfThenElse(Expression.ReferenceNotEqual(kept, Expression.Constant(null, value.Type)), write(kept), writeNull));
    }

    private Expression WriteValue(Expression value, ParameterExpression writer) => ClrKind.Of(value.Type) switch
    {
        ValueKind.Float32 or ValueKind.Float64 => Expression.Call(writer, nameof(ResultWriter.SetDouble), null, row, Expression.Convert(value, typeof(double))),
        ValueKind.Embedding => Expression.Call(typeof(EmbeddingBytes), nameof(EmbeddingBytes.Write), null, writer, row, value),
        ValueKind.String => Expression.Call(writer, nameof(ResultWriter.SetText), null, row, value),
        ValueKind.Boolean => Expression.Call(writer, nameof(ResultWriter.SetBits), null, row, Expression.Condition(value, Expression.Constant(1L), Expression.Constant(0L))),
        ValueKind.Timestamp => Expression.Call(
            writer, nameof(ResultWriter.SetBits), null, row,
            Expression.Call(typeof(EpochTime), value.Type == typeof(DateTime) ? nameof(EpochTime.FromDateTime) : nameof(EpochTime.FromDateTimeOffset), null, value)),
        _ => Expression.Call(writer, nameof(ResultWriter.SetBits), null, row, Expression.Convert(value, typeof(long))),
    };

    private Expression WriteNull(ParameterExpression writer) => Expression.Call(writer, nameof(ResultWriter.SetNull), null, row, Expression.Constant(FeatureStatus.NullValue));
}
