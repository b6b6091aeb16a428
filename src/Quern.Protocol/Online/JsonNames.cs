using System.Text.Json;

namespace Quern.Protocol.Online;

/// <summary>What a JSON token is called in a message.</summary>
internal static class JsonNames
{
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
}
