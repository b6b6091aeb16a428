using System.Globalization;
using System.Text;
using System.Text.Json;
using Quern.Aggregation;
using Quern.Schema;
using Quern.Time;

namespace Quern.Definitions;

/// <summary>
/// All that makes a definition's values what they are, as text: the same in every process, and different as soon as a value could be. What people say about a definition,
/// where files lie and how late events may come is not in it. A view's text is what all its features share, then each feature by itself.
/// </summary>
internal static class MeaningText
{
    /// <summary>What all features of a view share.</summary>
    public static string Shared(ViewDefinition view)
    {
        var text = new StringBuilder(Of(view.Entity));
        foreach (var key in view.Keys) Line(text, "key", key, view.Source.Schema);
        text.Append(Of(view.Source));
        Line(text, "filter", view.Filter, view.Source.Schema);
        if (view.SkipNonFinite) Line(text, "skip_non_finite", "true");
        if (view is AttributeViewDefinition { Ttl: { } ttl }) Line(text, "ttl", ttl.ToString());
        if (view is AggregationViewDefinition { Hop: { } hop }) Line(text, "hop", hop.ToString());
        return text.ToString();
    }

    public static string Of(EntityDefinition entity) => $"entity {entity.Name} {string.Join(' ', entity.JoinKeys)}\n";

    public static string Of(SourceDefinition source)
    {
        var text = new StringBuilder($"source {source.Name}\n");
        if (source.IsQuery) Line(text, "query", JsonSerializer.Serialize(source.Location));
        foreach (var input in source.Inputs) text.Append("input ").Append(Of(input));
        Line(text, "event_time", source.EventTime, source.Schema);
        Line(text, "known_at", source.KnownAt, source.Schema);
        if (source.Delay != default) Line(text, "delay", source.Delay.ToString());
        Line(text, "source_filter", source.Filter, source.Schema);
        // A row goes when any of them says so: neither their names nor their order changes a value.
        foreach (var rejection in source.Rejections.Select(unmet => Of(unmet, source.Schema)).Order(StringComparer.Ordinal)) Line(text, "reject", rejection);
        Line(text, "event_key", source.EventKey, source.Schema);
        return text.ToString();
    }

    /// <summary>An expectation, all that is said of it.</summary>
    public static string Of(ExpectationDefinition expectation, RowSchema schema) =>
        string.Create(CultureInfo.InvariantCulture, $"{JsonSerializer.Serialize(expectation.Name)} {expectation.OnFail} {expectation.MaxShare} {expectation.Every} {Of(expectation.Unmet, schema)}");

    /// <summary>An expectation of rows together, all that is said of it.</summary>
    public static string Of(SeriesExpectation expectation) => $"{JsonSerializer.Serialize(expectation.Name)} {expectation.OnFail} {expectation.Text}";

    /// <summary>An expectation of a feature, all that is said of it.</summary>
    public static string Of(FeatureExpectation expectation) => $"{JsonSerializer.Serialize(expectation.Name)} {expectation.OnFail} {expectation.Text}";

    /// <summary>A column as it is read.</summary>
    public static string Of(Field field) => $"{field.Column} {field.Kind}{(field.Dimensions > 0 ? $"[{field.Dimensions}]" : "")}{(field.Nullable ? "?" : "")} {field.Epoch}".TrimEnd();

    /// <summary>An expression with its kind and the columns that it reads.</summary>
    public static string Of(RowExpression expression, RowSchema schema) =>
        $"{expression.Text} : {expression.Kind} [{string.Join(", ", expression.Fields.Select(field => Of(schema.Fields[field])))}]";

    /// <summary>What makes a lookup what it is, beside what its two views are.</summary>
    public static string Of(LookupDefinition lookup)
    {
        var text = new StringBuilder();
        Line(text, "key", $"{lookup.KeyView.Reference}:{lookup.KeyFeature}");
        Line(text, "view", lookup.View.Reference);
        foreach (var aggregate in lookup.Aggregates ?? []) Line(text, "feature", Of(aggregate));
        return text.ToString();
    }

    /// <summary>One feature of a lookup that brings items together.</summary>
    public static string Of(LookupAggregateDefinition aggregate) => $"{aggregate.Name} = {aggregate.Function?.ToString() ?? "List"} of {aggregate.Feature}";

    /// <summary>One attribute of a view.</summary>
    public static string Of(AttributeDefinition attribute, RowSchema schema) => $"{attribute.Name} = {Of(attribute.Value, schema)}\n";

    /// <summary>One aggregate of a view over one window.</summary>
    public static string Of(AggregateDefinition aggregate, Window window, RowSchema schema)
    {
        var argument = aggregate.Argument is null ? "" : " of " + Of(aggregate.Argument, schema);
        return $"{aggregate.Name} = {Of(aggregate.Spec)} over {window.Name}{argument}\n";
    }

    // A parameter that the aggregate does not take has its default and is left out. Dividing by a one with many digits drops trailing zeros: 0.9 and 0.90 are the same.
    private static string Of(AggregateSpec spec)
    {
        var text = new StringBuilder(spec.Function.ToString());
        if (spec.N != 0) text.Append(CultureInfo.InvariantCulture, $" n={spec.N}");
        if (spec.Quantile != 0) text.Append(CultureInfo.InvariantCulture, $" share={spec.Quantile / 1.000000000000000000000000000m}");
        if (spec.HalfLife != default) text.Append(CultureInfo.InvariantCulture, $" half_life={spec.HalfLife}");
        if (spec.Unit != default) text.Append(CultureInfo.InvariantCulture, $" per={spec.Unit}");
        if (spec.Sample) text.Append(" sample");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, RowExpression? expression, RowSchema schema)
    {
        if (expression is not null) Line(text, name, Of(expression, schema));
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append(name).Append(' ').Append(value).Append('\n');
}
