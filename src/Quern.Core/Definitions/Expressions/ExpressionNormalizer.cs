using System.Linq.Expressions;
using System.Reflection;

namespace Quern.Definitions.Expressions;

/// <summary>
/// Brings an allowed expression into its one form: whole-number arithmetic is checked, text is compared by code points, and a part without any column is the value
/// that it comes to.
/// </summary>
/// <exception cref="TargetInvocationException">A part without any column cannot be computed.</exception>
internal sealed class ExpressionNormalizer : ExpressionVisitor
{
    private static readonly string[] Searches = ["StartsWith", "EndsWith"];

    protected override Expression VisitBinary(BinaryExpression node)
    {
        var (left, right) = (Visit(node.Left), Visit(node.Right));
        var type = node.Method is not null || !IsWhole(node.Type) ? node.NodeType : node.NodeType switch
        {
            ExpressionType.Add => ExpressionType.AddChecked,
            ExpressionType.Subtract => ExpressionType.SubtractChecked,
            ExpressionType.Multiply => ExpressionType.MultiplyChecked,
            var other => other,
        };
        return Fold(Expression.MakeBinary(type, left, right, node.IsLiftedToNull, node.Method), left, right);
    }

    protected override Expression VisitUnary(UnaryExpression node)
    {
        var operand = Visit(node.Operand);
        var type = node.NodeType switch
        {
            ExpressionType.Convert when node.Method is null && IsWhole(node.Type) && operand.Type != typeof(DayOfWeek) => ExpressionType.ConvertChecked,
            ExpressionType.Negate when node.Method is null && IsWhole(node.Type) => ExpressionType.NegateChecked,
            var other => other,
        };
        return Fold(Expression.MakeUnary(type, operand, node.Type, node.Method), operand);
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        var (target, arguments) = (Visit(node.Object), Visit(node.Arguments));
        var call = node.Method.DeclaringType == typeof(string) && Searches.Contains(node.Method.Name) && arguments[0].Type == typeof(string)
            ? Expression.Call(target!, node.Method.Name, null, arguments[0], Expression.Constant(StringComparison.Ordinal))
            : node.Update(target!, arguments);
        return Fold(call, target is null ? [.. arguments] : [target, .. arguments]);
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Expression is ParameterExpression) return node;
        var target = Visit(node.Expression)!;
        return Fold(node.Update(target), target);
    }

    protected override Expression VisitNew(NewExpression node) => Fold(node, [.. node.Arguments]);

    private static bool IsWhole(Type type) => ClrKind.Bare(type) is var bare && (bare == typeof(int) || bare == typeof(long));

    private static Expression Fold(Expression node, params ReadOnlySpan<Expression> operands)
    {
        foreach (var operand in operands)
            if (operand is not ConstantExpression)
                return node;
        return Expression.Constant(Expression.Lambda(node).Compile(preferInterpretation: true).DynamicInvoke(), node.Type);
    }
}
