using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Quern.Planning.Snapshots;

/// <summary>Snapshots as JSON that a person can read and a diff can compare: snake case, indented, what says nothing left out. The same snapshot gives the same text.</summary>
public static class SnapshotJson
{
    internal static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        TypeInfoResolver = SnapshotJsonContext.Default,
    };

    /// <summary>The snapshot as JSON.</summary>
    public static string Write(RepositorySnapshot snapshot) => JsonSerializer.Serialize(snapshot, Options);

    /// <summary>The snapshot as a JSON node, to be part of a larger document.</summary>
    public static JsonNode ToNode(RepositorySnapshot snapshot) => JsonSerializer.SerializeToNode(snapshot, Options)!;

    /// <summary>The snapshot that <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a snapshot.</exception>
    public static RepositorySnapshot Read(string json) => JsonSerializer.Deserialize<RepositorySnapshot>(json, Options) ?? throw new JsonException("A snapshot is not null.");

    internal static JsonObject ToNode(SnapshotEntry entry) => (JsonObject)JsonSerializer.SerializeToNode(entry, entry.GetType(), Options)!;
}

/// <summary>How the shapes of a snapshot are read and written, worked out when compiling.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RepositorySnapshot))]
internal sealed partial class SnapshotJsonContext : JsonSerializerContext;
