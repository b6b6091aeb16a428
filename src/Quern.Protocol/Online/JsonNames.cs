using System.Text;
using System.Text.Json;

namespace Quern.Protocol.Online;

/// <summary>What JSON is called in a message.</summary>
internal static class JsonNames
{
    private const int Shortened = 40;

    internal static string Of(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.Null => "null",
        _ => "empty",
    };

    /// <summary>The value that the reader stands on, shortened.</summary>
    internal static string Shown(ref Utf8JsonReader json)
    {
        if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) return Of(json.TokenType);
        var text = Encoding.UTF8.GetString(json.ValueSpan.Length > Shortened ? json.ValueSpan[..Shortened] : json.ValueSpan) + (json.ValueSpan.Length > Shortened ? "..." : "");
        return json.TokenType == JsonTokenType.String ? $"\"{text}\"" : text;
    }

    /// <summary>What is wrong with text that is no JSON, and where.</summary>
    internal static string Reason(JsonException e)
    {
        var reason = e.Message;
        var cut = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (cut > 0) reason = reason[..cut];
        return $"{reason} (line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1})";
    }
}
