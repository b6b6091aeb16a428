using System.Linq.Expressions;
using Quern.Definitions;
using Quern.Definitions.Expressions;
using Quern.Time;

namespace Quern;

public sealed partial class SourceBuilder<T>
{
    private readonly List<(string Name, LambdaExpression Condition, OnFail OnFail, double? MaxShare, Duration Every)> _expected = [];

    /// <summary>
    /// What each row is to meet. A comparison with null is neither met nor unmet, as in a CHECK of SQL: such a row passes. A row for which the condition cannot be computed fails. Rows that <c>Where</c> leaves
    /// out, and those that tell of a deletion, are not judged.
    /// </summary>
    /// <param name="name">What is expected, in a few words; no other expectation of the source has the name.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="onFail">What becomes of a row that fails.</param>
    /// <param name="maxShare">The share of the rows of a bucket of time that may fail, from 0 to 1; by default no row may. It says what is told, not what becomes of a row.</param>
    /// <param name="every">How long a bucket of time is, such as <c>1h</c>; by default a day.</param>
    public SourceBuilder<T> Expect(string name, Expression<Func<T, bool?>> condition, OnFail onFail = OnFail.Warn, double? maxShare = null, string? every = null) =>
        Expected(name, condition, onFail, maxShare, every);

    /// <summary>That a column is not null.</summary>
    /// <param name="value">The column, or what is computed from several.</param>
    /// <param name="onFail">What becomes of a row that fails.</param>
    /// <param name="maxShare">The share of the rows of a bucket of time that may fail; by default no row may.</param>
    /// <param name="every">How long a bucket of time is; by default a day.</param>
    /// <param name="name">What is expected, in a few words; by default <c>carrier is not null</c>.</param>
    public SourceBuilder<T> ExpectNotNull<TValue>(Expression<Func<T, TValue>> value, OnFail onFail = OnFail.Warn, double? maxShare = null, string? every = null, string? name = null)
    {
        name ??= $"{NameOf(value)} is not null";
        if (!_expressions.Read(value, WhatOf(name)).Nullable) return Wrong(ExpectationFindings.NeverNull(WhatOf(name)));
        return Expected(name, Expression.Lambda(Expression.NotEqual(value.Body, Expression.Constant(null, value.ReturnType)), value.Parameters), onFail, maxShare, every);
    }

    /// <summary>That a whole number lies between two others, both included. Null passes.</summary>
    /// <inheritdoc cref="ExpectRange(Expression{Func{T, double?}}, double, double, OnFail, double?, string?, string?)"/>
    public SourceBuilder<T> ExpectRange(
        Expression<Func<T, long?>> value, long least, long most, OnFail onFail = OnFail.Warn, double? maxShare = null, string? every = null, string? name = null) =>
        ExpectBetween(value, least, most, onFail, maxShare, every, name);

    /// <summary>That a number lies between two others, both included. Null passes, NaN does not.</summary>
    /// <param name="value">The column, or what is computed from several.</param>
    /// <param name="least">The least that it may be.</param>
    /// <param name="most">The greatest.</param>
    /// <param name="onFail">What becomes of a row that fails.</param>
    /// <param name="maxShare">The share of the rows of a bucket of time that may fail; by default no row may.</param>
    /// <param name="every">How long a bucket of time is; by default a day.</param>
    /// <param name="name">What is expected, in a few words; by default <c>delay is from -60 to 600</c>.</param>
    public SourceBuilder<T> ExpectRange(
        Expression<Func<T, double?>> value, double least, double most, OnFail onFail = OnFail.Warn, double? maxShare = null, string? every = null, string? name = null) =>
        ExpectBetween(value, least, most, onFail, maxShare, every, name);

    /// <summary>That a text is one of some. Null passes.</summary>
    /// <param name="value">The column, or what is computed from several.</param>
    /// <param name="values">What it may be: at least one value, at most 10,000.</param>
    /// <param name="onFail">What becomes of a row that fails.</param>
    /// <param name="maxShare">The share of the rows of a bucket of time that may fail; by default no row may.</param>
    /// <param name="every">How long a bucket of time is; by default a day.</param>
    /// <param name="name">What is expected, in a few words; by default <c>carrier is one of 12 values</c>.</param>
    public SourceBuilder<T> ExpectOneOf(
        Expression<Func<T, string?>> value, IReadOnlyList<string> values, OnFail onFail = OnFail.Warn, double? maxShare = null, string? every = null, string? name = null) =>
        ExpectAmong(value, values, onFail, maxShare, every, name);

    /// <summary>That a whole number is one of some. Null passes.</summary>
    /// <inheritdoc cref="ExpectOneOf(Expression{Func{T, string?}}, IReadOnlyList{string}, OnFail, double?, string?, string?)"/>
    public SourceBuilder<T> ExpectOneOf(
        Expression<Func<T, long?>> value, IReadOnlyList<long> values, OnFail onFail = OnFail.Warn, double? maxShare = null, string? every = null, string? name = null) =>
        ExpectAmong(value, values, onFail, maxShare, every, name);

    /// <summary>That a regular expression is found in a text: write <c>^…$</c> for the whole of it. Null passes. Back-references and looking around are not supported, so that no text takes long.</summary>
    /// <param name="value">The column, or what is computed from several.</param>
    /// <param name="pattern">The regular expression.</param>
    /// <param name="onFail">What becomes of a row that fails.</param>
    /// <param name="maxShare">The share of the rows of a bucket of time that may fail; by default no row may.</param>
    /// <param name="every">How long a bucket of time is; by default a day.</param>
    /// <param name="name">What is expected, in a few words; by default <c>tail matches ^N</c>.</param>
    public SourceBuilder<T> ExpectMatches(
        Expression<Func<T, string?>> value, string pattern, OnFail onFail = OnFail.Warn, double? maxShare = null, string? every = null, string? name = null)
    {
        name ??= $"{NameOf(value)} matches {pattern}";
        if (TextPattern.WhyNot(pattern) is { } reason) return Wrong(ExpectationFindings.BadPattern(WhatOf(name), pattern, reason));
        var match = Expression.Call(typeof(TextPattern), nameof(TextPattern.IsMatch), null, value.Body, Expression.Constant(pattern));
        return Expected(name, Expression.Lambda(match, value.Parameters), onFail, maxShare, every);
    }

    private SourceBuilder<T> ExpectBetween<TValue>(LambdaExpression value, TValue least, TValue most, OnFail onFail, double? maxShare, string? every, string? name)
        where TValue : struct, IComparable<TValue>, IFormattable
    {
        name ??= FormattableString.Invariant($"{NameOf(value)} is from {least} to {most}");
        // NaN is nothing's equal, and comes before all in its own order.
        if (!least.Equals(most) && !(least.CompareTo(most) < 0 && least is not double.NaN)) return Wrong(ExpectationFindings.BadRange(WhatOf(name), least, most));
        var condition = Expression.AndAlso(
            Expression.GreaterThanOrEqual(value.Body, Expression.Constant(least, value.ReturnType)), Expression.LessThanOrEqual(value.Body, Expression.Constant(most, value.ReturnType)));
        return Expected(name, Expression.Lambda(condition, value.Parameters), onFail, maxShare, every);
    }

    private SourceBuilder<T> ExpectAmong<TValue>(LambdaExpression value, IReadOnlyList<TValue> values, OnFail onFail, double? maxShare, string? every, string? name)
    {
        name ??= values.Count == 1 ? $"{NameOf(value)} is {values[0]}" : $"{NameOf(value)} is one of {values.Count} values";
        if (values.Count is 0 or > ExpectationFindings.MostValues || values.Any(one => one is null)) return Wrong(ExpectationFindings.BadSet(WhatOf(name), values.Count));
        Expression[] tests = [.. values.Distinct().Select(one => Expression.Equal(value.Body, Expression.Constant(one, value.ReturnType)))];
        return Expected(name, Expression.Lambda(Any(tests), value.Parameters), onFail, maxShare, every);
    }

    // As flat as it can be: a chain of thousands would be as deep.
    private static Expression Any(ReadOnlySpan<Expression> tests) =>
        tests.Length == 1 ? tests[0] : Expression.OrElse(Any(tests[..(tests.Length / 2)]), Any(tests[(tests.Length / 2)..]));

    private SourceBuilder<T> Expected(string name, LambdaExpression condition, OnFail onFail, double? maxShare, string? every)
    {
        if (!IsNew(name)) return this;
        if (maxShare is { } share && !(share is >= 0 and <= 1)) Wrong(ExpectationFindings.BadShare(WhatOf(name), share));
        if (maxShare is null && every is not null) Wrong(ExpectationFindings.NoShare(WhatOf(name)));
        _expected.Add((name, condition, onFail, maxShare, every is null ? ExpectationDefinition.Day : DurationText.Read(every, WhatOf(name), nameof(every), _findings)));
        return this;
    }

    private bool IsNew(string name)
    {
        if (!ExpectationFindings.IsName(name)) Wrong(ExpectationFindings.BadName(_what, name));
        else if (_expected.Select(other => other.Name).Concat(_series.Select(other => other.Name)).Contains(name, StringComparer.OrdinalIgnoreCase)) Wrong(ExpectationFindings.Duplicate(_what, name));
        return ExpectationFindings.IsName(name);
    }

    private SourceBuilder<T> Wrong(Finding finding)
    {
        _findings.Add(finding);
        return this;
    }

    private IReadOnlyList<ExpectationDefinition> Expectations()
    {
        var expectations = new List<ExpectationDefinition>();
        foreach (var (name, condition, onFail, maxShare, every) in _expected)
        {
            if (onFail == OnFail.Pause && maxShare is not null && _stream is not null) _findings.Add(ExpectationFindings.PauseByShare(WhatOf(name)));
            var read = _expressions.Read(condition, WhatOf(name));
            if (read.IsUsable) expectations.Add(new(name, read, _expressions.Read(Unmet(condition), WhatOf(name)), onFail) { MaxShare = maxShare, Every = every });
        }

        return expectations;
    }

    // A deletion's other columns are often empty.
    private LambdaExpression Unmet(LambdaExpression condition)
    {
        var unmet = UnmetCondition.Of(condition, _schema);
        return _deleted is null ? unmet : ExpressionReader.Both(ExpressionReader.Not(_deleted), unmet);
    }

    private string WhatOf(string name) => $"{_what}, expectation '{name}'";

    // A column by its name; what is computed as its text.
    private string NameOf(LambdaExpression value)
    {
        var text = ExpressionText.Of(value.Body, _schema, value.Parameters[0]);
        return text.StartsWith("row.", StringComparison.Ordinal) ? text[4..] : text;
    }
}
