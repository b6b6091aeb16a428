using System.Linq.Expressions;
using Quern.Schema;

namespace Quern.Definitions.Expressions;

/// <summary>Whether an expression can give null: its type says it for all but texts and embeddings.</summary>
internal static class ExpressionNullability
{
    public static bool Of(Expression node, RowSchema schema, ParameterExpression row)
    {
        if (Nullable.GetUnderlyingType(node.Type) is not null) return true;
        if (node.Type.IsValueType) return false;
        return node switch
        {
            ConstantExpression constant => constant.Value is null,
            MemberExpression member when member.Expression == row => schema.Fields[schema.IndexOf(member.Member.Name)].Nullable,
            BinaryExpression { NodeType: ExpressionType.Coalesce } either => Of(either.Right, schema, row),
            ConditionalExpression choice => Of(choice.IfTrue, schema, row) || Of(choice.IfFalse, schema, row),
            UnaryExpression cast => Of(cast.Operand, schema, row),
            _ => false,
        };
    }
}
