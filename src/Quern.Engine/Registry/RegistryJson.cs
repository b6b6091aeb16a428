using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Time;

namespace Quern.Engine.Registry;

/// <summary>What all documents of a registry have in common: JSON that a person can read, the same bytes for the same content.</summary>
internal static class RegistryJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
    };

    internal static byte[] Write(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString(Options) + "\n");

    /// <exception cref="JsonException">The bytes are not what is read from them.</exception>
    internal static T Read<T>(ReadOnlySpan<byte> bytes, string what, Func<JsonObject, T> read)
    {
        if (JsonNode.Parse(bytes) is not JsonObject json) throw new JsonException($"A {what} is an object.");
        try
        {
            return read(json);
        }
        catch (Exception exception) when (exception is ArgumentException or NullReferenceException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new JsonException("A property is missing or has another type.", exception);
        }
    }

    internal static Instant Time(JsonObject json) => Instant.TryParse((string)json["time"]!, out var time) ? time : throw new JsonException("'time' is not an instant.");
}
