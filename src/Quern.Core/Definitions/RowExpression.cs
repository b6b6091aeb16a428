using System.Linq.Expressions;
using System.Reflection;
using Quern.Definitions.Expressions;
using Quern.Schema;
using Quern.Values;

namespace Quern.Definitions;

/// <summary>
/// A lambda of a definition over a source's row, such as <c>f => f.Delay > 15</c>: checked, in one canonical text, and compiled once into a loop over the columns
/// of a batch. Two expressions are equal when their texts are.
/// </summary>
public sealed partial class RowExpression : IEquatable<RowExpression>
{
    private readonly Lazy<Func<EventBatch, Column>> _loop;

    private RowExpression(LambdaExpression lambda, string text, ValueKind kind, bool nullable, IReadOnlyList<int> fields, Func<Func<EventBatch, Column>> compile)
    {
        (Lambda, Text, Kind, Nullable, Fields) = (lambda, text, kind, nullable, fields);
        _loop = new(compile);
    }

    /// <summary>The lambda as written, constants of the surrounding code put in.</summary>
    public LambdaExpression Lambda { get; }

    /// <summary>The canonical text: the same meaning written the same way gives the same text, in every process.</summary>
    public string Text { get; }

    /// <summary>What it gives.</summary>
    public ValueKind Kind { get; }

    /// <summary>Whether it can give null.</summary>
    public bool Nullable { get; }

    /// <summary>The fields of the row that it reads, ascending.</summary>
    public IReadOnlyList<int> Fields { get; }

    /// <summary>The field that it is, when it is nothing but a field (with no conversion); otherwise -1.</summary>
    public int DirectField { get; private init; } = -1;

    /// <summary>False for a stand-in, whose findings have been reported.</summary>
    internal bool IsUsable { get; private init; } = true;

    /// <summary>Checks a lambda over one row of <paramref name="schema"/>; null when it is not usable, with a finding for each reason.</summary>
    /// <param name="lambda">The lambda, of one parameter.</param>
    /// <param name="schema">What a row is.</param>
    /// <param name="what">What the expression is for, as findings begin: <c>view 'airport_delays', key 1</c>.</param>
    /// <param name="findings">Where findings go.</param>
    public static RowExpression? TryCreate(LambdaExpression lambda, RowSchema schema, string what, ICollection<Finding> findings)
    {
        var row = lambda.Parameters[0];
        var body = new CapturedValues().Visit(lambda.Body);
        string TextOf(Expression node) => ExpressionText.Of(node, schema, row);

        if (body is UnaryExpression { NodeType: ExpressionType.Convert } boxed && boxed.Type == typeof(object)) body = boxed.Operand;
        var checker = new ExpressionChecker(schema, row);
        checker.Visit(body);
        foreach (var (part, reason) in checker.Refused) findings.Add(DefinitionFindings.Refused(what, TextOf(body), TextOf(part), reason));
        if (checker.Refused.Count > 0) return null;
        if (ClrKind.Of(body.Type) is not { } kind)
        {
            findings.Add(DefinitionFindings.ResultType(what, TextOf(body), body.Type));
            return null;
        }

        try
        {
            body = new ExpressionNormalizer().Visit(body);
        }
        catch (TargetInvocationException exception)
        {
            findings.Add(DefinitionFindings.ConstantFailed(what, TextOf(body), exception.InnerException!.Message));
            return null;
        }

        return Create(Expression.Lambda(body, row), schema, TextOf(body), kind, checker.Fields);
    }

    /// <summary>Stands in for an expression that has findings, so that what is around it can be checked all the same. It cannot be evaluated.</summary>
    internal static RowExpression Unusable(LambdaExpression lambda) => new(
        lambda, lambda.ToString(), ClrKind.Of(lambda.ReturnType) ?? ValueKind.String, true, [], () => throw new InvalidOperationException("The expression has findings.")) { IsUsable = false };

    /// <summary>
    /// The value for each row of the batch, which must have the columns of <see cref="Fields"/>. The column returned may be one of the batch's own; it is valid until the
    /// batch is cleared.
    /// </summary>
    /// <exception cref="QuernException">A row's value cannot be computed: a whole number overflows. The finding names row and expression.</exception>
    public Column Evaluate(EventBatch batch) => _loop.Value(batch);

    /// <inheritdoc/>
    public bool Equals(RowExpression? other) => other is not null && Text == other.Text && Kind == other.Kind;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RowExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static RowExpression Create(LambdaExpression lambda, RowSchema schema, string text, ValueKind kind, int[] fields)
    {
        var direct = lambda.Body is MemberExpression member && member.Expression == lambda.Parameters[0] ? fields[0] : -1;
        Func<EventBatch, Column> Compile()
        {
            if (direct >= 0) return batch => batch[direct];
            var loop = new RowLoop(lambda, schema, fields, kind, text);
            return fields is [var only] && schema.Fields[only].Kind == ValueKind.String ? new TextLoop(loop, only, kind).Run : loop.Run;
        }

        return new(lambda, text, kind, ExpressionNullability.Of(lambda.Body, schema, lambda.Parameters[0]), fields, Compile) { DirectField = direct };
    }
}
