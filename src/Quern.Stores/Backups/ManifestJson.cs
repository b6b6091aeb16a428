using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Quern.Stores.Files;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Backups;

/// <summary>
/// The manifest of a backup as a file, and beside it <c>backup.json.sha256</c>, its own checksum in the form that <c>sha256sum -c</c> reads: so no byte of a backup is without one.
/// </summary>
internal static class ManifestJson
{
    private const string SealName = BackupManifest.Name + ".sha256";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        IgnoreReadOnlyProperties = true,
        // A member whose name has changed is missing, and not null.
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new InstantForm() },
    };

    /// <summary>The names that belong to the backup itself.</summary>
    public static IReadOnlyList<string> Names { get; } = [BackupManifest.Name, SealName];

    /// <summary>Writes both files.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void Write(string folder, BackupManifest manifest)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(manifest, Options);
        DurableFile.Replace(Path.Combine(folder, BackupManifest.Name), json);
        DurableFile.Replace(Path.Combine(folder, SealName), SealOf(json));
    }

    /// <summary>Reads a manifest; what is wrong with it is found, and what can be read of one that has changed is given all the same.</summary>
    public static BackupManifest? Read(string folder, List<Finding> findings)
    {
        var path = Path.Combine(folder, BackupManifest.Name);
        if (!File.Exists(path))
        {
            findings.Add(BackupFindings.NotABackup(folder));
            return null;
        }

        try
        {
            var json = File.ReadAllBytes(path);
            var manifest = JsonSerializer.Deserialize<BackupManifest>(json, Options) ?? throw new JsonException("It is null.");
            if (manifest.Format is < 1 or > BackupManifest.CurrentFormat)
            {
                findings.Add(BackupFindings.OtherFormat(folder, manifest.Format, manifest.Quern));
                return null;
            }

            if (manifest.Files.FirstOrDefault(file => Leads(file.Path)) is { } outside)
            {
                findings.Add(BackupFindings.ManifestChanged(folder, $"It names '{outside.Path}', which is no file of a project."));
                return null;
            }

            if (!IsSealed(folder, json)) findings.Add(BackupFindings.ManifestChanged(folder, $"It, or '{SealName}', has changed since it was written."));
            return manifest;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            findings.Add(BackupFindings.ManifestChanged(folder, exception.Message));
            return null;
        }
    }

    // Nobody's manifest writes beside the folder that is restored into.
    private static bool Leads(string path) => Path.IsPathRooted(path) || path.Split('/', '\\').Any(part => part is "" or "." or "..");

    private static bool IsSealed(string folder, byte[] json) => Path.Combine(folder, SealName) is var path && File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(SealOf(json));

    private static byte[] SealOf(byte[] json) => Encoding.ASCII.GetBytes($"{ContentHash.Of(json)}  {BackupManifest.Name}\n");

    private sealed class InstantForm : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Instant.TryParse(reader.GetString()!, out var instant) ? instant : throw new JsonException("An instant cannot be read.");

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
