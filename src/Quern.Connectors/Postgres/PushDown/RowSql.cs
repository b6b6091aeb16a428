using System.Linq.Expressions;
using Quern.Definitions;
using Quern.Schema;

namespace Quern.Connectors.Postgres.PushDown;

/// <summary>
/// Writes expressions over rows in SQL, where they mean the same there: columns, constants, comparisons, logic, choices. C# has two truth values where it says <c>bool</c>, and so has what is written: a comparison with
/// null is false, and null equals null. What could fail on a row, as arithmetic may, is left to the kernel, which knows on which rows it must not.
/// </summary>
/// <param name="schema">What a row is.</param>
/// <param name="columns">The columns, by field.</param>
/// <param name="reasons">Gets why something cannot be written.</param>
internal sealed class RowSql(RowSchema schema, IReadOnlyDictionary<int, RowColumn> columns, ICollection<string> reasons)
{
    private const string Nothing = "NULL";

    /// <summary>Writes one; where it cannot be, the reason is told and the text means nothing.</summary>
    public string Of(RowExpression expression)
    {
        var (row, refused) = (expression.Lambda.Parameters[0], false);
        var text = Write(expression.Lambda.Body);
        if (refused) reasons.Add($"'{expression.Text}' is not written in SQL here");
        return text;

        string Write(Expression node) => node switch
        {
            MemberExpression member when member.Expression == row => Column(schema.IndexOf(member.Member.Name)),
            MemberExpression { Member.Name: "HasValue", Expression: { } inner } => $"({Write(inner)} IS NOT NULL)",
            ConstantExpression constant => PostgresLiteral.Of(constant.Value) ?? Refuse(),
            ConditionalExpression choice => $"(CASE WHEN {Write(choice.Test)} THEN {Write(choice.IfTrue)} ELSE {Write(choice.IfFalse)} END)",
            UnaryExpression { NodeType: ExpressionType.Not } not => $"(NOT {Write(not.Operand)})",
            UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } cast => Converted(cast),
            BinaryExpression binary => Joined(binary, Write(binary.Left), Write(binary.Right)),
            MethodCallExpression { Method.Name: "IsNullOrEmpty" } call => $"(COALESCE({Write(call.Arguments[0])}, '') = '')",
            _ => Refuse(),
        };

        string Refuse()
        {
            refused = true;
            return Nothing;
        }

        string Joined(BinaryExpression node, string left, string right) => node.NodeType switch
        {
            ExpressionType.AndAlso or ExpressionType.And => $"({left} AND {right})",
            ExpressionType.OrElse or ExpressionType.Or => $"({left} OR {right})",
            ExpressionType.Coalesce => $"COALESCE({left}, {right})",
            ExpressionType.Equal or ExpressionType.NotEqual or ExpressionType.LessThan or ExpressionType.LessThanOrEqual or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual
                when !node.IsLiftedToNull && IsComparable(node.Left.Type) => Compared(node, left, right),
            _ => Refuse(),
        };

        // From a type to its nullable form, or to a wider one: what may fail or round is refused.
        string Converted(UnaryExpression cast)
        {
            var (from, to) = (Bare(cast.Operand.Type), Bare(cast.Type));
            if (cast.Type == to && cast.Operand.Type != from) return Refuse();
            if (from == to || (from == typeof(int) && to == typeof(long)) || (from == typeof(float) && to == typeof(double))) return Write(cast.Operand);
            return from == typeof(int) && to == typeof(double) ? $"{Write(cast.Operand)}::float8" : Refuse();
        }
    }

    private static string Compared(BinaryExpression node, string left, string right)
    {
        var mayBeNull = Bare(node.Left.Type) != node.Left.Type || !node.Left.Type.IsValueType;
        return node.NodeType switch
        {
            ExpressionType.Equal => mayBeNull ? $"({left} IS NOT DISTINCT FROM {right})" : $"({left} = {right})",
            ExpressionType.NotEqual => mayBeNull ? $"({left} IS DISTINCT FROM {right})" : $"({left} <> {right})",
            var order => mayBeNull ? $"COALESCE({left} {Sign(order)} {right}, FALSE)" : $"({left} {Sign(order)} {right})",
        };
    }

    private static string Sign(ExpressionType order) => order switch
    {
        ExpressionType.LessThan => "<",
        ExpressionType.LessThanOrEqual => "<=",
        ExpressionType.GreaterThan => ">",
        _ => ">=",
    };

    private static bool IsComparable(Type type) =>
        Bare(type) is var bare && (bare == typeof(bool) || bare == typeof(int) || bare == typeof(long) || bare == typeof(float) || bare == typeof(double) || bare == typeof(string) || bare == typeof(DateTimeOffset) || bare == typeof(DateTime));

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private string Column(int field)
    {
        if (columns[field].WhyNot is { } reason) reasons.Add(reason);
        return columns[field].Value;
    }
}
