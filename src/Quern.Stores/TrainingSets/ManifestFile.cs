using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets;

namespace Quern.Stores.TrainingSets;

/// <summary>The manifest beside a training set.</summary>
public static class ManifestFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The manifest's path.</summary>
    public static string PathOf(string output) => output + ".manifest.json";

    /// <summary>Writes it.</summary>
    public static void Write(string output, TrainingSetManifest manifest)
    {
        // Beside and then over, so that no half a manifest is ever seen.
        var path = PathOf(output);
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(manifest, Options) + "\n");
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="QuernException">There is none, or it is something else.</exception>
    public static TrainingSetManifest Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingSetManifest>(File.ReadAllBytes(path), Options)!;
        }
        catch (Exception exception) when (exception is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new QuernException(new Finding("QRN6021", $"'{path}' is not the manifest of a training set", exception.Message, "A manifest lies beside each training set: OUT.manifest.json."), exception);
        }
    }

    /// <summary>The SHA-256 of a file, as 64 hexadecimal digits.</summary>
    public static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The order by which the same training set is made again.</summary>
    public static TrainingSetOrder OrderOf(TrainingSetManifest manifest, string output) => new()
    {
        Service = manifest.Service,
        Features = manifest.Features,
        Spine = manifest.Spine,
        SpineSql = manifest.SpineSql,
        PointInTime = manifest.PointInTime,
        Bucket = manifest.Bucket,
        Out = output,
        TimeColumn = manifest.TimeColumn,
        AsKnown = manifest.AsKnown,
        Statuses = manifest.Statuses,
        PartRows = manifest.PartRows,
        OnBadRow = Enum.Parse<BadRowPolicy>(manifest.OnBadRow, ignoreCase: true),
    };
}
