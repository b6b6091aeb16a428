using Quern.Definitions;
using Quern.Planning;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Events;

/// <summary>What is kept of each event of a view: what its features need, and where they depend on an order the rest of the row, which breaks ties.</summary>
/// <param name="Expressions">Arguments or attributes; they are the first columns.</param>
/// <param name="Fields">Fields of the row that follow them.</param>
/// <param name="Ties">The columns that make up the row; a field that is an attribute by itself is kept once.</param>
/// <param name="Kinds">The kind of each column.</param>
internal sealed record KeptColumns(IReadOnlyList<RowExpression> Expressions, IReadOnlyList<int> Fields, IReadOnlyList<int> Ties, IReadOnlyList<ValueKind> Kinds)
{
    /// <summary>The columns of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="isStored">
    /// Whether events are to be kept beyond this computation, with their whole rows. Otherwise a field is left out that cannot tell apart two events of one entity and time.
    /// </param>
    public static KeptColumns Of(ViewPlan view, bool isStored)
    {
        IReadOnlyList<RowExpression> expressions = view switch
        {
            AttributeViewPlan attributes => [.. attributes.View.Attributes.Select(attribute => attribute.Value)],
            _ => ((AggregationViewPlan)view).Arguments,
        };
        var kinds = expressions.Select(expression => expression.Kind).ToList();
        var (fields, ties) = (new List<int>(), new List<int>());
        var schema = view.Definition.Source.Schema;
        foreach (var field in TieFields(view, isStored))
        {
            var same = SameColumn(view, expressions, schema.Fields[field], field);
            ties.Add(same >= 0 ? same : kinds.Count);
            if (same >= 0) continue;
            fields.Add(field);
            kinds.Add(schema.Fields[field].Kind);
        }

        return new(expressions, fields, ties, kinds);
    }

    /// <summary>The fields that tell apart events of one time, in the order in which they do; none where their order changes nothing.</summary>
    /// <param name="view">The view.</param>
    /// <param name="isStored">Whether they are to tell apart those of different entities and times too.</param>
    public static IReadOnlyList<int> TieFields(ViewPlan view, bool isStored) =>
        view is AggregationViewPlan { NeedsOrder: false } && view.Definition.Source.EventKey is null
            ? []
            : [.. Enumerable.Range(0, view.Definition.Source.Schema.Fields.Count).Where(field => isStored || !IsShared(view, field))];

    private static bool IsShared(ViewPlan view, int field) =>
        view.Definition.Source.EventKey is null && (view.Definition.Source.EventTime.DirectField == field || view.Definition.Keys.Any(key => key.DirectField == field));

    // Where a view skips values that are not finite its columns have null in their place, the row has not.
    private static int SameColumn(ViewPlan view, IReadOnlyList<RowExpression> expressions, Field field, int number)
    {
        if (view.Definition.SkipNonFinite && field.Kind is ValueKind.Float32 or ValueKind.Float64) return -1;
        for (var i = 0; i < expressions.Count; i++)
            if (expressions[i].DirectField == number)
                return i;
        return -1;
    }
}
