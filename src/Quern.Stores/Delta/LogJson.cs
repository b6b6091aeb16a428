using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quern.Stores.Delta;

/// <summary>Actions as JSON: one a line, what says nothing left out, what is not known ignored.</summary>
internal static class LogJson
{
    private static readonly LogJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>An action as a line, without its end.</summary>
    public static string Write(LogAction action) => JsonSerializer.Serialize(action, Context.LogAction);

    /// <summary>The action of a line.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static LogAction Read(ReadOnlySpan<byte> line) => JsonSerializer.Deserialize(line, Context.LogAction) ?? throw new JsonException("An action is an object.");
}

/// <summary>How actions are read and written, worked out when compiling.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(LogAction))]
internal sealed partial class LogJsonContext : JsonSerializerContext;
