using System.Linq.Expressions;
using System.Reflection;

namespace Quern.Definitions.Expressions;

/// <summary>
/// Puts the values of captured locals, of fields and of static fields in the place of their names: they are read once, here. Properties are not read, since a
/// property may give something else the next time; a value of a type that no expression may hold stays a name, so that a message can quote it.
/// </summary>
internal sealed class CapturedValues : ExpressionVisitor
{
    protected override Expression VisitMember(MemberExpression node) =>
        ExpressionRules.IsOperandType(node.Type) && TryRead(node, out var value) ? Expression.Constant(Pinned(value), node.Type) : base.VisitMember(node);

    private static bool TryRead(Expression node, out object? value)
    {
        value = null;
        switch (node)
        {
            case ConstantExpression constant:
                value = constant.Value;
                return true;
            case MemberExpression { Member: FieldInfo { IsStatic: true } field }:
                value = field.GetValue(null);
                return true;
            case MemberExpression { Member: FieldInfo field, Expression: { } owner } when TryRead(owner, out var instance) && instance is not null:
                value = field.GetValue(instance);
                return true;
            default:
                return false;
        }
    }

    // A DateTime without a zone is UTC here, whatever the zone of the machine that plans.
    private static object? Pinned(object? value) => value is DateTime time ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : value;
}
