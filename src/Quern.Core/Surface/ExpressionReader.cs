using System.Linq.Expressions;
using Quern.Definitions;
using Quern.Schema;

namespace Quern;

/// <summary>Reads the lambdas of one source's rows, and goes on after a bad one so that all can be reported.</summary>
internal sealed class ExpressionReader(RowSchema schema, List<Finding> findings)
{
    public RowExpression Read(LambdaExpression lambda, string what) => RowExpression.TryCreate(lambda, schema, what, findings) ?? RowExpression.Unusable(lambda);

    /// <summary>The parts of a lambda that gives <c>new { a, b = … }</c>, each a lambda of its own; null when it gives something else.</summary>
    public static IReadOnlyList<(string Name, LambdaExpression Part)>? Members(LambdaExpression lambda)
    {
        var body = lambda.Body is UnaryExpression { NodeType: ExpressionType.Convert } boxed ? boxed.Operand : lambda.Body;
        if (body is not NewExpression { Members: { } members } made) return null;
        return [.. members.Select((member, i) => (member.Name, Expression.Lambda(made.Arguments[i], lambda.Parameters)))];
    }

    /// <summary>The value where the filter is true, null elsewhere.</summary>
    public static LambdaExpression Where(LambdaExpression value, LambdaExpression filter)
    {
        var row = value.Parameters[0];
        var test = IsTrue(Same(filter, row));
        var type = value.ReturnType.IsValueType && Nullable.GetUnderlyingType(value.ReturnType) is null ? typeof(Nullable<>).MakeGenericType(value.ReturnType) : value.ReturnType;
        var inner = type == value.ReturnType ? value.Body : Expression.Convert(value.Body, type);
        return Expression.Lambda(Expression.Condition(test, inner, Expression.Constant(null, type)), row);
    }

    /// <summary>Both filters at once.</summary>
    public static LambdaExpression Both(LambdaExpression? first, LambdaExpression second)
    {
        if (first is null) return second;
        var row = first.Parameters[0];
        return Expression.Lambda(Expression.AndAlso(IsTrue(first.Body), IsTrue(Same(second, row))), row);
    }

    /// <summary>Either filter.</summary>
    public static LambdaExpression Either(LambdaExpression first, LambdaExpression second)
    {
        var row = first.Parameters[0];
        return Expression.Lambda(Expression.OrElse(IsTrue(first.Body), IsTrue(Same(second, row))), row);
    }

    /// <summary>Where the filter is not true.</summary>
    public static LambdaExpression Not(LambdaExpression filter) => Expression.Lambda(Expression.Not(IsTrue(filter.Body)), filter.Parameters);

    private static Expression IsTrue(Expression truth) => truth.Type == typeof(bool?) ? Expression.Equal(truth, Expression.Constant(true, typeof(bool?))) : truth;

    private static Expression Same(LambdaExpression lambda, ParameterExpression row) => new Renaming(lambda.Parameters[0], row).Visit(lambda.Body);

    private sealed class Renaming(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
