using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quern.Stores.Delta;

/// <summary>A column of a Delta table.</summary>
/// <param name="Name">Its name; no two differ in letter case alone.</param>
/// <param name="Type">Its Delta type: <c>long</c>, <c>timestamp</c>, <c>decimal(10,2)</c>; of a struct, array or map the JSON that describes it.</param>
public sealed record DeltaColumn(string Name, string Type);

/// <summary>The columns of a table, and the text in which its metadata has them.</summary>
internal sealed record DeltaSchema(IReadOnlyList<DeltaColumn> Columns, string Text)
{
    /// <summary>Gets whether a column has a rule that its values must follow.</summary>
    public bool HasInvariants => Text.Contains("delta.invariants", StringComparison.Ordinal);

    public static DeltaSchema Parse(string text)
    {
        var fields = JsonNode.Parse(text)?["fields"] as JsonArray ?? throw new JsonException("A schema has fields.");
        return new([.. fields.Select(field => new DeltaColumn(Required(field, "name").GetValue<string>(), TypeOf(Required(field, "type"))))], text);
    }

    /// <summary>A schema of columns that may all be null: what a record requires today it may leave out tomorrow.</summary>
    public static DeltaSchema Of(IEnumerable<DeltaColumn> columns) => Parse("""{"type":"struct","fields":[]}""").With(columns);

    /// <summary>The same with more columns at the end.</summary>
    public DeltaSchema With(IEnumerable<DeltaColumn> columns)
    {
        var schema = JsonNode.Parse(Text)!;
        foreach (var column in columns) ((JsonArray)schema["fields"]!).Add(new JsonObject { ["name"] = column.Name, ["type"] = column.Type is ['{', ..] ? JsonNode.Parse(column.Type) : column.Type, ["nullable"] = true, ["metadata"] = new JsonObject() });
        return Parse(schema.ToJsonString());
    }

    public DeltaColumn? Find(string name) => Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));

    private static string TypeOf(JsonNode type) => type is JsonValue name ? name.GetValue<string>() : type.ToJsonString();

    private static JsonNode Required(JsonNode? field, string property) => field?[property] ?? throw new JsonException($"A column has no {property}.");
}
