using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using System.Text.Json;
using Quern.Schema;
using Quern.Time;

namespace Quern.Definitions.Expressions;

/// <summary>
/// The text of an expression: columns as <c>row.column</c>, every operation in brackets, constants in the invariant culture, casts as <c>double(x)</c>. A wrapping into
/// a nullable type changes no value and is not written. Also able to write what is not allowed, for messages.
/// </summary>
internal sealed class ExpressionText(RowSchema schema, ParameterExpression row)
{
    private static readonly Dictionary<ExpressionType, string> Operators = new()
    {
        [ExpressionType.Add] = "+", [ExpressionType.AddChecked] = "+", [ExpressionType.Subtract] = "-", [ExpressionType.SubtractChecked] = "-",
        [ExpressionType.Multiply] = "*", [ExpressionType.MultiplyChecked] = "*", [ExpressionType.Divide] = "/", [ExpressionType.Modulo] = "%",
        [ExpressionType.Equal] = "==", [ExpressionType.NotEqual] = "!=", [ExpressionType.LessThan] = "<", [ExpressionType.LessThanOrEqual] = "<=",
        [ExpressionType.GreaterThan] = ">", [ExpressionType.GreaterThanOrEqual] = ">=", [ExpressionType.AndAlso] = "&&", [ExpressionType.OrElse] = "||",
        [ExpressionType.And] = "&", [ExpressionType.Or] = "|", [ExpressionType.ExclusiveOr] = "^", [ExpressionType.Coalesce] = "??",
        [ExpressionType.LeftShift] = "<<", [ExpressionType.RightShift] = ">>",
    };

    private readonly StringBuilder _text = new();

    public static string Of(Expression node, RowSchema schema, ParameterExpression row)
    {
        var writer = new ExpressionText(schema, row);
        writer.Write(node);
        return writer._text.ToString();
    }

    private void Write(Expression node)
    {
        switch (node)
        {
            case ParameterExpression parameter:
                _text.Append(parameter == row ? "row" : parameter.Name);
                break;
            case ConstantExpression constant:
                _text.Append(Constant(constant.Value));
                break;
            case MemberExpression member:
                WriteMember(member);
                break;
            case BinaryExpression binary when Operators.TryGetValue(binary.NodeType, out var sign):
                WriteList("(", $" {sign} ", ")", [binary.Left, binary.Right]);
                break;
            case UnaryExpression unary:
                WriteUnary(unary);
                break;
            case ConditionalExpression choice:
                WriteChoice(choice);
                break;
            case MethodCallExpression call:
                WriteCall(call);
                break;
            case NewExpression made:
                WriteList($"new {ClrKind.NameOf(made.Type)}(", ", ", ")", made.Arguments);
                break;
            default:
                _text.Append(node);
                break;
        }
    }

    private void WriteMember(MemberExpression member)
    {
        var name = member.Member.Name;
        if (member.Expression == row && schema.IndexOf(name) is >= 0 and var field) name = schema.Fields[field].Column;
        switch (member.Expression)
        {
            case null:
                _text.Append(ClrKind.NameOf(member.Member.DeclaringType!)).Append('.').Append(name);
                break;
            case ConstantExpression:
                _text.Append(name);
                break;
            default:
                Write(member.Expression);
                _text.Append('.').Append(name);
                break;
        }
    }

    private void WriteUnary(UnaryExpression unary)
    {
        var isCast = unary.NodeType is ExpressionType.Convert or ExpressionType.ConvertChecked;
        if (isCast && (ClrKind.Bare(unary.Type) == ClrKind.Bare(unary.Operand.Type) || unary.Type == typeof(object))) Write(unary.Operand);
        else
        {
            var sign = unary.NodeType switch
            {
                ExpressionType.Not => "!",
                ExpressionType.Negate or ExpressionType.NegateChecked => "-",
                ExpressionType.UnaryPlus => "+",
                _ when isCast => ClrKind.NameOf(ClrKind.Bare(unary.Type)),
                _ => unary.NodeType.ToString(),
            };
            WriteList(sign + "(", "", ")", [unary.Operand]);
        }
    }

    private void WriteChoice(ConditionalExpression choice)
    {
        _text.Append('(');
        Write(choice.Test);
        _text.Append(" ? ");
        Write(choice.IfTrue);
        _text.Append(" : ");
        Write(choice.IfFalse);
        _text.Append(')');
    }

    private void WriteCall(MethodCallExpression call)
    {
        var arguments = call.Arguments.Where(argument => argument.Type != typeof(StringComparison));
        if (call.Object is null or ConstantExpression { Value: not string }) _text.Append(ClrKind.NameOf(call.Method.DeclaringType!));
        else Write(call.Object);
        WriteList($".{call.Method.Name}(", ", ", ")", arguments);
    }

    private void WriteList(string open, string between, string close, IEnumerable<Expression> parts)
    {
        _text.Append(open);
        var first = true;
        foreach (var part in parts)
        {
            if (!first) _text.Append(between);
            first = false;
            Write(part);
        }

        _text.Append(close);
    }

    private static string Constant(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        string text => JsonSerializer.Serialize(text),
        char letter => $"'{letter}'",
        float or double when ((IFormattable)value).ToString("R", CultureInfo.InvariantCulture) is var digits => digits.AsSpan().ContainsAnyExceptInRange('-', '9') ? digits : Real(digits),
        DateTimeOffset time => $"time({Instant.From(time)})",
        DateTime time => $"time({new Instant(EpochTime.FromDateTime(time))})",
        TimeSpan span => $"span({span.ToString("c", CultureInfo.InvariantCulture)})",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => ClrKind.NameOf(value.GetType()),
    };

    private static string Real(string digits) => digits.Contains('.', StringComparison.Ordinal) ? digits : digits + ".0";
}
