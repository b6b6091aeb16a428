using System.Linq.Expressions;
using System.Reflection;
using Quern.Schema;

namespace Quern.Definitions.Expressions;

/// <summary>What an expression over a row may contain: the whole list, in code. <c>docs/guide/expressions.md</c> says it in prose.</summary>
internal static class ExpressionRules
{
    public const string Hint =
        "an expression may use the row's columns, constants and captured locals; + - * / %, comparison, && || !, ?: and ??; casts between numbers; "
        + "Math functions; string and time members listed in docs/guide/expressions.md. Compute anything else before the source, or in an on-demand feature.";

    private static readonly HashSet<Type> Operands =
        [typeof(bool), typeof(int), typeof(long), typeof(float), typeof(double), typeof(string), typeof(DateTimeOffset), typeof(DateTime), typeof(TimeSpan), typeof(DayOfWeek), typeof(char), typeof(StringComparison), typeof(EpochUnit), typeof(float[])];

    private static readonly HashSet<ExpressionType> Arithmetic =
    [
        ExpressionType.Add, ExpressionType.AddChecked, ExpressionType.Subtract, ExpressionType.SubtractChecked, ExpressionType.Multiply, ExpressionType.MultiplyChecked,
        ExpressionType.Divide, ExpressionType.Modulo,
    ];

    private static readonly HashSet<ExpressionType> Comparison =
    [
        ExpressionType.Equal, ExpressionType.NotEqual, ExpressionType.LessThan, ExpressionType.LessThanOrEqual, ExpressionType.GreaterThan, ExpressionType.GreaterThanOrEqual,
    ];

    private static readonly HashSet<ExpressionType> Logic =
        [ExpressionType.AndAlso, ExpressionType.OrElse, ExpressionType.And, ExpressionType.Or, ExpressionType.ExclusiveOr];

    private static readonly HashSet<string> TimeParts = ["Year", "Month", "Day", "Hour", "Minute", "Second", "DayOfWeek", "DayOfYear"];

    private static readonly HashSet<string> Totals = ["TotalDays", "TotalHours", "TotalMinutes", "TotalSeconds", "TotalMilliseconds"];

    private static readonly HashSet<string> MathCalls =
    [
        "Abs", "Acos", "Asin", "Atan", "Atan2", "Cbrt", "Ceiling", "Clamp", "Cos", "Cosh", "Exp", "Floor", "Log", "Log10", "Log2", "Max", "Min", "Pow", "Round", "Sign", "Sin",
        "Sinh", "Sqrt", "Tan", "Tanh", "Truncate",
    ];

    private static readonly HashSet<string> TextCalls =
        ["ToUpperInvariant", "ToLowerInvariant", "Trim", "StartsWith", "EndsWith", "Contains", "Substring", "IsNullOrEmpty", "Concat"];

    private static readonly HashSet<string> TimeCalls =
    [
        "AddDays", "AddHours", "AddMinutes", "AddSeconds", "AddMilliseconds", "AddMicroseconds", "ToUnixTimeSeconds", "ToUnixTimeMilliseconds", "FromUnixTimeSeconds",
        "FromUnixTimeMilliseconds",
    ];

    private static readonly HashSet<string> SpanCalls = ["FromDays", "FromHours", "FromMinutes", "FromSeconds", "FromMilliseconds", "FromMicroseconds"];

    /// <summary>Whether a value inside an expression may have the type, or its nullable form.</summary>
    public static bool IsOperandType(Type type) => Operands.Contains(ClrKind.Bare(type));

    public static bool Allows(BinaryExpression node)
    {
        if (node.Conversion is not null) return false;
        if (Logic.Contains(node.NodeType)) return ClrKind.Bare(node.Type) == typeof(bool);
        if (node.NodeType == ExpressionType.Coalesce) return true;
        if (!Arithmetic.Contains(node.NodeType) && !Comparison.Contains(node.NodeType)) return false;
        if (node.Left.Type == typeof(float[])) return IsNull(node.Left) || IsNull(node.Right);
        return node.Method is null || AllowsOperator(node.Method);
    }

    public static bool Allows(UnaryExpression node) => node.NodeType switch
    {
        ExpressionType.Not => ClrKind.Bare(node.Type) == typeof(bool),
        ExpressionType.Negate or ExpressionType.NegateChecked or ExpressionType.UnaryPlus => node.Method is null || AllowsOperator(node.Method),
        ExpressionType.Convert or ExpressionType.ConvertChecked => AllowsConversion(node),
        _ => false,
    };

    /// <summary>Whether a member of something other than the row may be read.</summary>
    public static bool Allows(MemberExpression node)
    {
        var owner = node.Member.DeclaringType!;
        if (node.Expression is null) return false;
        if (Nullable.GetUnderlyingType(owner) is not null) return true;
        if (owner == typeof(string)) return node.Member.Name == "Length";
        if (owner == typeof(TimeSpan)) return Totals.Contains(node.Member.Name);
        return IsTime(owner) && TimeParts.Contains(node.Member.Name);
    }

    public static bool Allows(MethodCallExpression call) =>
        Allows(call.Method) && call.Arguments.All(argument => argument.Type != typeof(StringComparison) || argument is ConstantExpression { Value: StringComparison.Ordinal });

    private static bool Allows(MethodInfo method)
    {
        var owner = method.DeclaringType!;
        if (owner == typeof(EpochTime) || owner == typeof(TextPattern)) return true;
        if (Nullable.GetUnderlyingType(owner) is not null) return method.Name == "GetValueOrDefault";
        if (!method.GetParameters().All(parameter => Operands.Contains(parameter.ParameterType))) return false;
        if (owner == typeof(Math)) return MathCalls.Contains(method.Name);
        if (owner == typeof(string)) return TextCalls.Contains(method.Name);
        if (owner == typeof(TimeSpan)) return SpanCalls.Contains(method.Name);
        return IsTime(owner) && TimeCalls.Contains(method.Name);
    }

    public static bool Allows(NewExpression node) =>
        (IsTime(node.Type) || node.Type == typeof(TimeSpan)) && node.Arguments.Count > 0 && node.Arguments.All(argument => argument is ConstantExpression);

    private static bool IsNull(Expression node) => node is ConstantExpression { Value: null };

    private static bool IsTime(Type type) => type == typeof(DateTimeOffset) || type == typeof(DateTime);

    private static bool AllowsOperator(MethodInfo method) =>
        method.DeclaringType == typeof(string)
            ? method.GetParameters().All(parameter => parameter.ParameterType == typeof(string))
            : IsTime(method.DeclaringType!) || method.DeclaringType == typeof(TimeSpan);

    private static bool AllowsConversion(UnaryExpression node)
    {
        var (from, to) = (ClrKind.Bare(node.Operand.Type), ClrKind.Bare(node.Type));
        if (from == to) return true;
        if (node.Method is not null) return from == typeof(DateTime) && to == typeof(DateTimeOffset);
        return ClrKind.IsNumber(to) && (ClrKind.IsNumber(from) || from == typeof(DayOfWeek));
    }
}
