using System.Linq.Expressions;
using Quern.Schema;

namespace Quern.Definitions.Expressions;

/// <summary>Walks an expression and collects every part that <see cref="ExpressionRules"/> does not allow, the outermost of each.</summary>
internal sealed class ExpressionChecker(RowSchema schema, ParameterExpression row) : ExpressionVisitor
{
    private readonly SortedSet<int> _fields = [];

    /// <summary>The offending parts, each with the reason.</summary>
    public List<(Expression Part, string Reason)> Refused { get; } = [];

    /// <summary>The fields of the row that are read, ascending.</summary>
    public int[] Fields => [.. _fields];

    public override Expression? Visit(Expression? node)
    {
        if (node is null) return null;
        if (node == row) return Refuse(node, "the row itself is not a value; name one of its columns");
        if (ReasonAgainst(node) is { } reason) return Refuse(node, reason);
        return base.Visit(node);
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Expression != row) return base.VisitMember(node);
        _fields.Add(schema.IndexOf(node.Member.Name));
        return node;
    }

    private string? ReasonAgainst(Expression node) => node switch
    {
        MemberExpression member when member.Expression == row => schema.IndexOf(member.Member.Name) < 0 ? $"'{member.Member.Name}' is not a column of {schema.Name}" : null,
        ConstantExpression { Value: null } => null,
        _ when !ExpressionRules.IsOperandType(node.Type) => $"{ClrKind.NameOf(node.Type)} is not a type that an expression can work with",
        ConstantExpression or ConditionalExpression => null,
        MemberExpression member => ExpressionRules.Allows(member) ? null : PropertyReason(member),
        BinaryExpression binary => ExpressionRules.Allows(binary) ? null : $"the operator {binary.NodeType} is not allowed here",
        UnaryExpression unary => ExpressionRules.Allows(unary) ? null : $"the operator {unary.NodeType} is not allowed here",
        MethodCallExpression call => ExpressionRules.Allows(call) ? null : $"the method {call.Method.DeclaringType!.Name}.{call.Method.Name} is not allowed",
        NewExpression made => ExpressionRules.Allows(made) ? null : $"'new {ClrKind.NameOf(made.Type)}' is allowed only for instants and spans of constants",
        _ => $"{node.NodeType} is not allowed",
    };

    private static string PropertyReason(MemberExpression member) =>
        member.Expression is null || member.Expression is ConstantExpression
            ? $"the property {member.Member.DeclaringType!.Name}.{member.Member.Name} may change from one reading to the next; copy it to a local variable first"
            : $"the member {member.Member.DeclaringType!.Name}.{member.Member.Name} is not allowed";

    private Expression Refuse(Expression node, string reason)
    {
        Refused.Add((node, reason));
        return node;
    }
}
