using System.Linq.Expressions;
using Quern.Schema;
using Quern.Values;

namespace Quern.Definitions.Expressions;

/// <summary>Computes rows <paramref name="start"/> to <paramref name="end"/>, excluded, into an output column that already has them.</summary>
internal delegate void RowKernel(RowLanes lanes, Column output, int start, int end);

/// <summary>
/// Turns a lambda over a row into a loop over columns. (1) Each column that it reads becomes a local array. (2) Each <c>row.Member</c> becomes a read of that array at the
/// loop's index, null where the column is null. (3) The result is stored in the output's array, or marked null there. C#'s own rules for nulls stay as the compiler wrote
/// them into the lambda. One delegate is compiled; nothing is boxed or allocated per row, except texts that nobody has read before.
/// </summary>
internal sealed class RowKernelCompiler : ExpressionVisitor
{
    private readonly RowSchema _schema;
    private readonly LambdaExpression _lambda;
    private readonly int[] _fields;
    private readonly ParameterExpression _lanes = Expression.Parameter(typeof(RowLanes), "lanes");
    private readonly ParameterExpression _index = Expression.Variable(typeof(int), "i");
    private readonly List<ParameterExpression> _locals = [];
    private readonly List<Expression> _prologue = [];
    private readonly Dictionary<int, Expression> _reads = [];

    private RowKernelCompiler(LambdaExpression lambda, RowSchema schema, int[] fields) => (_lambda, _schema, _fields) = (lambda, schema, fields);

    public static RowKernel Compile(LambdaExpression lambda, RowSchema schema, int[] fields) => new RowKernelCompiler(lambda, schema, fields).Compile();

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Expression != _lambda.Parameters[0]) return base.VisitMember(node);
        var field = _schema.IndexOf(node.Member.Name);
        if (!_reads.TryGetValue(field, out var read)) _reads[field] = read = Read(Array.IndexOf(_fields, field), node.Type);
        return read;
    }

    private RowKernel Compile()
    {
        var output = Expression.Parameter(typeof(Column), "output");
        var (start, end) = (Expression.Parameter(typeof(int), "start"), Expression.Parameter(typeof(int), "end"));
        var body = Visit(_lambda.Body);
        var store = Store(body, output);
        var done = Expression.Label("done");
        var loop = Expression.Loop(
            Expression.Block(
                Expression.IfThen(Expression.GreaterThanOrEqual(_index, end), Expression.Break(done)),
                store,
                Expression.PreIncrementAssign(_index)),
            done);
        var block = Expression.Block([_index, .. _locals], [.. _prologue, Expression.Assign(_index, start), loop]);
        return Expression.Lambda<RowKernel>(block, _lanes, output, start, end).Compile();
    }

    private Expression Read(int slot, Type type)
    {
        var bare = ClrKind.Bare(type);
        var value = ReadValue(slot, bare);
        var isNullable = bare != type || (!bare.IsValueType && _schema.Fields[_fields[slot]].Nullable);
        if (!isNullable) return value;
        var nulls = Local(Lane(nameof(RowLanes.Nulls), slot));
        var isNull = Expression.AndAlso(Expression.NotEqual(nulls, Expression.Constant(null)), Expression.ArrayIndex(nulls, _index));
        return Expression.Condition(isNull, Expression.Default(type), bare == type ? value : Expression.Convert(value, type));
    }

    private Expression ReadValue(int slot, Type type)
    {
        if (!type.IsValueType)
        {
            var (pool, codes) = (Local(Lane(nameof(RowLanes.Pools), slot)), Local(Lane(nameof(RowLanes.Codes), slot)));
            var code = Expression.ArrayIndex(codes, _index);
            return type == typeof(string) ? Expression.Property(pool, "Item", code) : Expression.Call(typeof(EmbeddingBytes), nameof(EmbeddingBytes.Read), null, pool, code);
        }

        if (type == typeof(double) || type == typeof(float))
        {
            var real = Expression.ArrayIndex(Local(Lane(nameof(RowLanes.Float64s), slot)), _index);
            return type == typeof(double) ? real : Expression.Convert(real, type);
        }

        var whole = Expression.ArrayIndex(Local(Lane(nameof(RowLanes.Int64s), slot)), _index);
        if (type == typeof(long)) return whole;
        if (type == typeof(int)) return Expression.Convert(whole, type);
        if (type == typeof(bool)) return Expression.NotEqual(whole, Expression.Constant(0L));
        return Expression.Call(typeof(EpochTime), type == typeof(DateTime) ? nameof(EpochTime.ToDateTime) : nameof(EpochTime.ToDateTimeOffset), null, whole);
    }

    private Expression Store(Expression body, ParameterExpression output)
    {
        var bare = ClrKind.Bare(body.Type);
        var columnType = !bare.IsValueType ? typeof(TextColumn) : bare == typeof(double) || bare == typeof(float) ? typeof(Float64Column) : typeof(Int64Column);
        var column = Local(Expression.Convert(output, columnType));
        var cells = Local(Expression.Property(column, nameof(Int64Column.Buffer)));
        var cell = Expression.ArrayAccess(cells, _index);
        if (bare == body.Type && bare.IsValueType) return Expression.Assign(cell, Stored(body, column));

        var value = Expression.Variable(body.Type, "value");
        _locals.Add(value);
        var (isThere, inner) = !bare.IsValueType
            ? ((Expression)Expression.NotEqual(value, Expression.Constant(null)), (Expression)value)
            : (Expression.Property(value, "HasValue"), Expression.Call(value, "GetValueOrDefault", null));
        return Expression.Block(
            Expression.Assign(value, body),
            Expression.IfThenElse(isThere, Expression.Assign(cell, Stored(inner, column)), Expression.Call(column, "SetNullAt", null, _index)));
    }

    private static Expression Stored(Expression value, Expression column) => ClrKind.Of(value.Type) switch
    {
        ValueKind.Boolean => Expression.Condition(value, Expression.Constant(1L), Expression.Constant(0L)),
        ValueKind.Int32 => Expression.Convert(value, typeof(long)),
        ValueKind.Float32 => Expression.Convert(value, typeof(double)),
        ValueKind.String => Expression.Call(Expression.Property(column, nameof(TextColumn.Pool)), nameof(StringPool.Intern), null, value),
        ValueKind.Embedding => Expression.Call(typeof(EmbeddingBytes), nameof(EmbeddingBytes.Intern), null, Expression.Property(column, nameof(TextColumn.Pool)), value),
        ValueKind.Timestamp => Expression.Call(
            typeof(EpochTime), value.Type == typeof(DateTime) ? nameof(EpochTime.FromDateTime) : nameof(EpochTime.FromDateTimeOffset), null, value),
        _ => value,
    };

    private Expression Lane(string name, int slot) => Expression.ArrayIndex(Expression.Field(_lanes, name), Expression.Constant(slot));

    private ParameterExpression Local(Expression value)
    {
        var local = Expression.Variable(value.Type);
        _locals.Add(local);
        _prologue.Add(Expression.Assign(local, value));
        return local;
    }
}
