using System.Text.Json;
using Quern.Protocol.Errors;
using Quern.Protocol.Json;
using Quern.Protocol.Online;

namespace Quern.Protocol.Materialization;

/// <summary>The fields of a request to materialize, as they were written: null where one is missing, or null. One that is incremental has no start, and what is called so is passed over.</summary>
internal sealed class MaterializeFields(bool isIncremental)
{
    private readonly HashSet<string> _seen = [];

    public string? Start { get; private set; }

    public string? End { get; private set; }

    public List<string>? Views { get; private set; }

    public string? Version { get; private set; }

    public bool DisableEventTimestamp { get; private set; }

    /// <summary>Reads them.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public void Read(ReadOnlySpan<byte> body, ref List<RequestFinding>? findings)
    {
        var json = new Utf8JsonReader(body);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            RequestErrors.Add(ref findings, RequestErrors.Malformed($"It is {JsonNames.Of(json.TokenType)}, not an object."));
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref json);
            json.Read();
            if (field is null || json.TokenType == JsonTokenType.Null) json.Skip();
            else if (!_seen.Add(field))
            {
                RequestErrors.Add(ref findings, RequestErrors.Duplicate("Field", field, isColumn: false));
                json.Skip();
            }
            else ReadField(field, ref json, ref findings);
        }

        // The end of the object must be the end of the body.
        json.Read();
    }

    private void ReadField(string field, ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        switch (field)
        {
            case "start_ts": Start = Text(field, "text", ref json, ref findings); break;
            case "end_ts": End = Text(field, "text", ref json, ref findings); break;
            case "version": Version = Text(field, "text", ref json, ref findings); break;
            case "feature_views": Views = Names(ref json, ref findings); break;
            default:
                if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False)) RequestErrors.Add(ref findings, RequestErrors.WrongShape(field, "true or false", JsonNames.Of(json.TokenType)));
                DisableEventTimestamp = json.TokenType == JsonTokenType.True;
                json.Skip();
                break;
        }
    }

    private static List<string> Names(ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        var names = new List<string>();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            RequestErrors.Add(ref findings, RequestErrors.WrongShape("feature_views", "an array of text", JsonNames.Of(json.TokenType)));
            json.Skip();
            return names;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            if (Text("feature_views", "an array of text", ref json, ref findings) is { } name)
                names.Add(name);
        return names;
    }

    private static string? Text(string field, string expected, ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        try
        {
            if (json.TokenType == JsonTokenType.String) return json.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text has it.
        }

        RequestErrors.Add(ref findings, RequestErrors.WrongShape(field, expected, json.TokenType == JsonTokenType.String ? "text with half of a surrogate pair" : JsonNames.Of(json.TokenType)));
        json.Skip();
        return null;
    }

    private string? FieldOf(ref Utf8JsonReader json) =>
        json.IsNamed("end_ts"u8) ? "end_ts"
        : json.IsNamed("feature_views"u8) ? "feature_views"
        : json.IsNamed("version"u8) ? "version"
        : isIncremental ? null
        : json.IsNamed("start_ts"u8) ? "start_ts"
        : json.IsNamed("disable_event_timestamp"u8) ? "disable_event_timestamp"
        : null;
}
