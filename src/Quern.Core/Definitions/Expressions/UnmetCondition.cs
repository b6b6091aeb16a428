using System.Linq.Expressions;
using Quern.Schema;

namespace Quern.Definitions.Expressions;

/// <summary>
/// Turns a condition into one that is true where a row does not meet it, and false where it does or where nobody can say. C# takes a comparison with null for false, SQL for unknown, and a CHECK of SQL lets
/// the unknown pass; so does this. (1) "And" fails where either side fails, "or" where both do, "not" where its operand holds: De Morgan's laws, which are those of three-valued logic too, so nothing is computed
/// twice. (2) Any other part fails where no column that it reads is null and it is false. A part that deals with null itself, by <c>== null</c>, <c>??</c>, <c>?:</c> or <c>HasValue</c>, is taken as C# has it.
/// </summary>
internal sealed class UnmetCondition
{
    private readonly RowSchema _schema;
    private readonly ParameterExpression _row;

    private UnmetCondition(RowSchema schema, ParameterExpression row) => (_schema, _row) = (schema, row);

    /// <summary>The condition's opposite, of type bool.</summary>
    public static LambdaExpression Of(LambdaExpression condition, RowSchema schema)
    {
        var row = condition.Parameters[0];
        return Expression.Lambda(new UnmetCondition(schema, row).Is(false, new CapturedValues().Visit(condition.Body)), row);
    }

    // Whether a part is certainly true, or certainly false.
    private Expression Is(bool truth, Expression part) => part switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both => Join(truth, both, truth),
        BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } either => Join(!truth, either, truth),
        UnaryExpression { NodeType: ExpressionType.Not } not => Is(!truth, not.Operand),
        UnaryExpression { NodeType: ExpressionType.Convert, Operand: { } inner } when ClrKind.Bare(inner.Type) == typeof(bool) => Is(truth, inner),
        ConditionalExpression choice => Expression.Condition(Is(true, choice.Test), Is(truth, choice.IfTrue), Is(truth, choice.IfFalse)),
        _ => Known(part, truth ? IsTrue(part) : Expression.Not(IsTrue(part))),
    };

    private Expression Join(bool all, BinaryExpression sides, bool truth)
    {
        var (left, right) = (Is(truth, sides.Left), Is(truth, sides.Right));
        return all ? Expression.AndAlso(left, right) : Expression.OrElse(left, right);
    }

    private Expression Known(Expression part, Expression test)
    {
        var columns = new Columns(_schema, _row);
        columns.Visit(part);
        if (columns.DealsWithNull) return test;
        foreach (var column in columns.Nullable.Reverse()) test = Expression.AndAlso(Expression.NotEqual(column, Expression.Constant(null, column.Type)), test);
        return test;
    }

    private static Expression IsTrue(Expression part) => part.Type == typeof(bool?) ? Expression.Equal(part, Expression.Constant(true, typeof(bool?))) : part;

    private sealed class Columns(RowSchema schema, ParameterExpression row) : ExpressionVisitor
    {
        private readonly SortedDictionary<int, MemberExpression> _columns = [];

        public bool DealsWithNull { get; private set; }

        public IEnumerable<MemberExpression> Nullable => _columns.Values;

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression == row)
            {
                var field = schema.IndexOf(node.Member.Name);
                if (field >= 0 && schema.Fields[field].Nullable) _columns[field] = node;
                return node;
            }

            DealsWithNull |= node.Member.Name == "HasValue";
            return base.VisitMember(node);
        }

        protected override Expression VisitConstant(ConstantExpression node)
        {
            DealsWithNull |= node.Value is null;
            return node;
        }

        protected override Expression VisitBinary(BinaryExpression node)
        {
            DealsWithNull |= node.NodeType == ExpressionType.Coalesce;
            return base.VisitBinary(node);
        }

        protected override Expression VisitConditional(ConditionalExpression node)
        {
            DealsWithNull = true;
            return node;
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            DealsWithNull |= node.Method.Name is "GetValueOrDefault" or "IsNullOrEmpty";
            return base.VisitMethodCall(node);
        }
    }
}
