using Quern.Engine.Monitoring;
using Quern.Profiles;
using Quern.Stores.Files;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Monitoring;

/// <summary>
/// Keeps each profile in a file of its own, whole or not at all: <c>source/flights/1d-3f2a…/20010105T000000.source.profile</c>. What is in it is compressed, with a checksum.
/// </summary>
/// <param name="folder">The folder for all of them; made when the first is written.</param>
public sealed class ProfileFiles(string folder) : IProfileStore
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss";
    private const string Extension = ".profile";

    /// <inheritdoc/>
    public void Put(ProfileSubject subject, Instant start, string writer, RowProfile profile)
    {
        var path = Path.Combine(FolderOf(subject), $"{start.ToDateTimeOffset().ToString(TimeFormat, System.Globalization.CultureInfo.InvariantCulture)}.{writer}{Extension}");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            DurableFile.Replace(path, ProfileForm.Write(profile));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new QuernException(new Finding("QRN6300", $"the profile '{path}' cannot be written", exception.Message, "Check that the folder may be written and that the disk is not full."), exception);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<(Instant Start, RowProfile Profile)> Read(ProfileSubject subject, Interval starts)
    {
        var files = FolderOf(subject);
        if (!Directory.Exists(files)) return [];
        var found = Directory.EnumerateFiles(files, "*" + Extension).Select(path => (Path: path, Start: StartOf(path))).Where(file => file.Start is { } start && starts.Contains(start)).ToArray();
        try
        {
            var profiles = found.AsParallel().AsOrdered().Select(file => (Start: file.Start!.Value, Profile: ReadFile(file.Path))).ToArray();
            return [.. profiles.GroupBy(file => file.Start, file => file.Profile).Select(bucket => (bucket.Key, bucket.Count() == 1 ? bucket.First() : RowProfile.MergeAll(bucket)!)).OrderBy(bucket => bucket.Key)];
        }
        catch (AggregateException failures) when (failures.InnerExceptions[0] is QuernException first)
        {
            throw first;
        }
    }

    private static Instant? StartOf(string path) =>
        DateTimeOffset.TryParseExact(Path.GetFileName(path).Split('.')[0], TimeFormat, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var start) ? Instant.From(start) : null;

    private static RowProfile ReadFile(string path)
    {
        try
        {
            return ProfileForm.Read(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new QuernException(new Finding("QRN6301", $"the profile '{path}' cannot be read", exception.Message, "Delete the file: what it held is made again from the source when it is asked for."), exception);
        }
    }

    // Profiles of other fields cannot be merged, so they lie elsewhere.
    private string FolderOf(ProfileSubject subject) =>
        Path.Combine(folder, subject.Origin.ToString().ToLowerInvariant(), subject.Name, $"{subject.Width}-{ContentHash.Of(subject.Fields)[..12]}");
}
