using Quern.Definitions;
using Quern.Planning;
using Quern.Schema;

namespace Quern.Protocol.Streams;

/// <summary>What Feast calls the columns of rows for a view: its join keys, its features, <c>event_timestamp</c> and <c>created</c>.</summary>
internal static class WrittenNames
{
    private const string EventTime = "event_timestamp";
    private const string KnownAt = "created";

    /// <summary>Each name once, with the field of the source's record that it stands for; null where the view computes it, so that no row can give it.</summary>
    public static IEnumerable<(string Name, Field? Field)> Of(ViewPlan view)
    {
        var definition = view.Definition;
        var names = new List<(string Name, RowExpression? Value)>();
        for (var key = 0; key < definition.Keys.Count; key++) names.Add((definition.Entity.JoinKeys[key], definition.Keys[key]));
        if (definition is AttributeViewDefinition attributes) names.AddRange(attributes.Attributes.Select(attribute => (attribute.Name, (RowExpression?)attribute.Value)));
        else names.AddRange(view.Features.Select(feature => (feature.Name, (RowExpression?)null)));
        names.Add((EventTime, definition.Source.EventTime));
        // Without a declared time of its own an event is known when it is logged, whatever the sender says.
        if (definition.Source.KnownAt is { } known) names.Add((KnownAt, known));
        return names.DistinctBy(name => name.Name, StringComparer.Ordinal).Select(name => (name.Name, FieldOf(definition.Source.Schema, name.Value)));
    }

    private static Field? FieldOf(RowSchema schema, RowExpression? value) => value is { DirectField: >= 0 and var field } ? schema.Fields[field] : null;
}
