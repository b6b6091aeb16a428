using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Quern.Engine.Sources;

namespace Quern.Stores.Spark;

/// <summary>
/// What a process of the kernel must know beside its rows: which definitions, what is asked for, and the schema of the raw columns. One line of JSON, in a file that Spark brings to every machine, or the first line of the input.
/// </summary>
public sealed record KernelHeader
{
    /// <summary>The format that is written and read here.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Gets the format of header and lines.</summary>
    public required int Format { get; init; }

    /// <summary>Gets the version of Quern that wrote the script.</summary>
    public required string Quern { get; init; }

    /// <summary>Gets the commit of the registry.</summary>
    public required int Commit { get; init; }

    /// <summary>Gets the file with the compiled definitions, beside the header.</summary>
    public required string Assembly { get; init; }

    /// <summary>Gets the SHA-256 of that file.</summary>
    public required string AssemblyHash { get; init; }

    /// <summary>Gets the service; null where features are named.</summary>
    public string? Service { get; init; }

    /// <summary>Gets the features, where no service is named.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Gets the hashes of the views and lookups, by their names.</summary>
    public required IReadOnlyDictionary<string, string> Definitions { get; init; }

    /// <summary>Gets whether each row sees only what was known by then.</summary>
    public bool AsKnown { get; init; }

    /// <summary>Gets whether a status follows each value.</summary>
    public bool Statuses { get; init; }

    /// <summary>Gets what becomes of rows of sources that cannot be used; under quarantine they are left out and counted.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<BadRowPolicy>))]
    public BadRowPolicy OnBadRow { get; init; }

    /// <summary>Gets the raw columns of the spine: the row's number, its instant, join keys, request fields.</summary>
    public required IReadOnlyList<RawColumn> Rows { get; init; }

    /// <summary>Gets the raw columns of events, by the name of the part that they are for.</summary>
    public required IReadOnlyDictionary<string, RawEvents> Events { get; init; }

    /// <summary>The header as one line, without its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads a header.</summary>
    /// <param name="json">The line.</param>
    /// <param name="from">Where it is from, as findings name it.</param>
    /// <exception cref="QuernException">It is none.</exception>
    public static KernelHeader Parse(ReadOnlySpan<byte> json, string from)
    {
        try
        {
            return JsonSerializer.Deserialize<KernelHeader>(json, Options) ?? throw SparkFindings.NoHeader(from, "It is null.");
        }
        catch (JsonException failure)
        {
            throw SparkFindings.NoHeader(from, failure.Message);
        }
    }
}
