using System.Linq.Expressions;
using Quern.Definitions;

namespace Quern;

public sealed partial class FeatureView
{
    /// <summary>What the values of a feature are expected to be: in training sets, as of the end of materializations, and as of now while a server watches. Null passes; a value for which the condition throws fails.</summary>
    /// <typeparam name="TValue">What the condition takes: <c>double</c> (of any number), <c>long</c>, <c>string</c>, <c>bool</c> or <c>DateTimeOffset</c>.</typeparam>
    /// <param name="name">What is expected, in a few words; no other expectation of the view has the name.</param>
    /// <param name="feature">The feature, such as <c>mean_delay_7d</c>.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="onFail">What becomes of it: <see cref="OnFail.Observe"/>, <see cref="OnFail.Warn"/>, or <see cref="OnFail.Pause"/>, by which the view is not written any more until somebody has looked.</param>
    /// <param name="maxShare">The share of the values that may fail, from 0 to 1; by default none may.</param>
    public FeatureView Expect<TValue>(string name, string feature, Expression<Func<TValue, bool>> condition, OnFail onFail = OnFail.Warn, double? maxShare = null) =>
        Expected(name, feature, new FeatureRule.Condition<TValue>(condition), onFail, maxShare);

    /// <summary>That a feature has a value.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="onFail">What becomes of it.</param>
    /// <param name="maxShare">The share of the values that may be null; by default none may.</param>
    /// <param name="name">What is expected, in a few words; by default <c>mean_delay_7d is not null</c>.</param>
    public FeatureView ExpectNotNull(string feature, OnFail onFail = OnFail.Warn, double? maxShare = null, string? name = null) =>
        Expected(name ?? $"{feature} is not null", feature, new FeatureRule.NotNull(), onFail, maxShare);

    /// <summary>That a feature's number lies between two others, both included. Null passes, NaN does not.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="least">The least that it may be.</param>
    /// <param name="most">The greatest.</param>
    /// <param name="onFail">What becomes of it.</param>
    /// <param name="maxShare">The share of the values that may fail; by default none may.</param>
    /// <param name="name">What is expected, in a few words; by default <c>mean_delay_7d is from -60 to 600</c>.</param>
    public FeatureView ExpectRange(string feature, double least, double most, OnFail onFail = OnFail.Warn, double? maxShare = null, string? name = null)
    {
        var view = Expected(name ?? FormattableString.Invariant($"{feature} is from {least} to {most}"), feature, new FeatureRule.Range(least, most), onFail, maxShare);
        return least <= most ? view : view.With(view.Definition, ExpectationFindings.BadRange($"{What}, feature '{feature}'", least, most));
    }

    /// <summary>That a feature's text is one of some. Null passes.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="values">What it may be: at least one value, at most 10,000.</param>
    /// <param name="onFail">What becomes of it.</param>
    /// <param name="maxShare">The share of the values that may fail; by default none may.</param>
    /// <param name="name">What is expected, in a few words; by default <c>state is one of 50 values</c>.</param>
    public FeatureView ExpectOneOf(string feature, IReadOnlyList<string> values, OnFail onFail = OnFail.Warn, double? maxShare = null, string? name = null) =>
        Among(name, feature, values.Count, values.Contains(null!), new FeatureRule.OneOfTexts(values), onFail, maxShare);

    /// <summary>That a feature's whole number is one of some. Null passes.</summary>
    /// <inheritdoc cref="ExpectOneOf(string, IReadOnlyList{string}, OnFail, double?, string?)"/>
    public FeatureView ExpectOneOf(string feature, IReadOnlyList<long> values, OnFail onFail = OnFail.Warn, double? maxShare = null, string? name = null) =>
        Among(name, feature, values.Count, hasNull: false, new FeatureRule.OneOfNumbers(values), onFail, maxShare);

    private FeatureView Among(string? name, string feature, int count, bool hasNull, FeatureRule rule, OnFail onFail, double? maxShare)
    {
        var view = Expected(name ?? $"{feature} is one of {count} values", feature, rule, onFail, maxShare);
        return count is > 0 and <= ExpectationFindings.MostValues && !hasNull ? view : view.With(view.Definition, ExpectationFindings.BadSet($"{What}, feature '{feature}'", count));
    }

    private FeatureView Expected(string name, string feature, FeatureRule rule, OnFail onFail, double? maxShare)
    {
        var (what, findings) = ($"{What}, expectation '{name}'", new List<Finding>());
        if (!ExpectationFindings.IsName(name)) findings.Add(ExpectationFindings.BadName(What, name));
        else if (Definition.Expectations.Any(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase))) findings.Add(ExpectationFindings.Duplicate(What, name));
        if (maxShare is { } share && !(share is >= 0 and <= 1)) findings.Add(ExpectationFindings.BadShare(what, share));
        if (onFail == OnFail.Reject) findings.Add(ExpectationFindings.NoRowToReject(what));
        return With(Definition with { Expectations = [.. Definition.Expectations, new(name, feature, rule, onFail) { MaxShare = maxShare }] }, findings);
    }
}
