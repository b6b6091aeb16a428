using System.Buffers.Binary;
using System.Text.Json;
using Quern.Drift;
using Quern.Engine.Monitoring;
using Quern.Stores.Files;
using Quern.Time;

namespace Quern.Stores.Monitoring;

/// <summary>The profile beside a training set, <c>OUT.profile</c>: four letters, what it is of as JSON with its length before it, then the columns as gzip, which checks them by a sum.</summary>
public static class TrainingProfileFile
{
    /// <summary>What the name of a profile ends in.</summary>
    public const string Extension = ".profile";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private static ReadOnlySpan<byte> Mark => "QTP2"u8;

    /// <summary>The profile's path.</summary>
    public static string PathOf(string output) => output + Extension;

    /// <summary>Reads it.</summary>
    /// <exception cref="QuernException">There is none (QRN6340), or it is damaged (QRN6341).</exception>
    public static TrainingSetProfile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new QuernException(new Finding("QRN6340", $"there is no profile '{path}'", Hint: "A profile lies beside each training set: OUT.profile. Make it again: 'quern training-set --manifest OUT.manifest.json'."), exception);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new QuernException(new Finding("QRN6341", $"the profile '{path}' of a training set cannot be read", exception.Message, "Make it again: 'quern training-set --manifest OUT.manifest.json'."), exception);
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal static void Write(string path, TrainingSetProfile profile)
    {
        var about = JsonSerializer.SerializeToUtf8Bytes(
            new About(profile.Service, profile.Commit, profile.Definitions, profile.Output, profile.OutputHash, profile.Made.Microseconds, profile.Profile.Rows, profile.Profile.Sampled, profile.Profile.Width.Microseconds, [.. profile.Profile.Starts.Select(start => start.Microseconds)], profile.Profile.Skipped.ToDictionary(column => column.Column, column => column.Reason), profile.Profile.Columns.Count, profile.Spine, profile.TimeColumn, profile.IsInPart),
            Options);
        var columns = new List<byte>();
        foreach (var column in profile.Profile.Columns) column.Write(columns);
        var content = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, about.Length);
        content.Write(Mark);
        content.Write(length);
        content.Write(about);
        GzipBytes.AppendTo(content, columns);
        DurableFile.Replace(path, content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    // Damaged bytes may claim any length.
    private static TrainingSetProfile Parse(byte[] content)
    {
        if (!content.AsSpan().StartsWith(Mark)) throw new InvalidDataException("It does not begin as the profile of a training set does.");
        try
        {
            var rest = content.AsSpan(Mark.Length);
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            var about = JsonSerializer.Deserialize<About>(rest.Slice(sizeof(int), length), Options)!;
            var all = GzipBytes.Read(content, Mark.Length + sizeof(int) + length);
            var columns = new List<FeatureReference>();
            while (columns.Count < about.Columns) columns.Add(FeatureReference.Read(ref all));
            var profile = new TrainingProfile(about.Rows, about.Sampled, new(about.Width), [.. about.Starts.Select(start => new Instant(start))], columns, [.. about.Skipped.Select(column => (column.Key, column.Value))]);
            return new(about.Service, about.Commit, about.Definitions, about.Output, about.OutputHash, new(about.Made), profile) { Spine = about.Spine, TimeColumn = about.TimeColumn, IsInPart = about.IsInPart };
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException or OverflowException or JsonException or NullReferenceException)
        {
            throw new InvalidDataException("It ends too early, or is of another version.", exception);
        }
    }

    private sealed record About(
        string? Service, int Commit, IReadOnlyDictionary<string, string> Definitions, string Output, string OutputHash, long Made, long Rows, int Sampled, long Width, IReadOnlyList<long> Starts, IReadOnlyDictionary<string, string> Skipped, int Columns, string? Spine, string? TimeColumn, bool IsInPart);
}
