using System.Globalization;
using Quern.Engine.Monitoring;
using Quern.Profiles;
using Quern.Stores.Files;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Monitoring;

/// <summary>
/// Keeps each profile in a file of its own, whole or not at all: <c>flights/1d-3f2a…/20010105T000000.profile</c>. What is in it is compressed, with a checksum. Beside them <c>covered</c> has the
/// intervals that were put, a line each.
/// </summary>
/// <param name="folder">The folder for all of them; made when the first is written.</param>
public sealed class ProfileFiles(string folder) : IProfileStore
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss";
    private const string Extension = ".profile";

    /// <inheritdoc/>
    public void Replace(ProfileSubject subject, Interval starts, IReadOnlyList<(Instant Start, RowProfile Profile)> profiles) => Guarded<object?>(FolderOf(subject), files =>
    {
        Directory.CreateDirectory(files);
        var gone = Find(files, starts).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var (start, profile) in profiles)
        {
            var path = PathOf(files, start);
            DurableFile.Replace(path, ProfileForm.Write(profile));
            gone.Remove(path);
        }

        foreach (var path in gone) File.Delete(path);
        if (profiles.Count == 0) return null;
        // Behind the last rows there may be some tomorrow.
        var end = Math.Min(starts.End.Microseconds, profiles[^1].Start.Microseconds + subject.Width.Microseconds);
        CoveredFile.Add(files, new(starts.Start, new(end)));
        return null;
    });

    /// <inheritdoc/>
    public IReadOnlyList<Interval> Covered(ProfileSubject subject) => CoveredFile.Read(FolderOf(subject));

    /// <inheritdoc/>
    public long? StreamEnd(ProfileSubject subject) => Guarded<long?>(FolderOf(subject), files =>
    {
        if (!Directory.Exists(files)) return null;
        // While somebody writes it is not known, and will be.
        using var alone = StreamEndFile.Lock(files);
        return StreamEndFile.Read(files);
    });

    /// <inheritdoc/>
    public bool TryAdd(ProfileSubject subject, long? from, long to, IReadOnlyList<(Instant Start, RowProfile Profile)> profiles) => Guarded(FolderOf(subject), files =>
    {
        Directory.CreateDirectory(files);
        using var alone = StreamEndFile.Lock(files);
        if (from is { } known && StreamEndFile.Read(files) != known) return false;
        // Until all is written nobody knows how far it is: who is killed meanwhile begins anew.
        StreamEndFile.Forget(files);
        var old = from is null ? Find(files, new(Instant.Min, new(long.MaxValue))).Select(file => file.Path).ToHashSet(StringComparer.Ordinal) : [];
        foreach (var (start, profile) in profiles)
        {
            var path = PathOf(files, start);
            var merged = from is not null && File.Exists(path) ? ReadFile(path) : null;
            merged?.Merge(profile);
            DurableFile.Replace(path, ProfileForm.Write(merged ?? profile));
            old.Remove(path);
        }

        // Last, so that who reads meanwhile finds what he has seen.
        foreach (var path in old) File.Delete(path);
        StreamEndFile.Write(files, to);
        return true;
    });

    /// <inheritdoc/>
    public IReadOnlyList<(Instant Start, RowProfile Profile)> Read(ProfileSubject subject, Interval starts)
    {
        try
        {
            return [.. Find(FolderOf(subject), starts).AsParallel().AsOrdered().Select(file => (file.Start, ReadFile(file.Path)))];
        }
        catch (AggregateException failures) when (failures.InnerExceptions[0] is QuernException first)
        {
            throw first;
        }
    }

    private static T Guarded<T>(string files, Func<string, T> work)
    {
        try
        {
            return work(files);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new QuernException(new Finding("QRN6300", $"profiles cannot be written in '{files}'", exception.Message, "Check that the folder may be written and that the disk is not full; then run the command again."), exception);
        }
    }

    private static string PathOf(string files, Instant start) => Path.Combine(files, start.ToDateTimeOffset().ToString(TimeFormat, CultureInfo.InvariantCulture) + Extension);

    // In the order of their names, which is that of time.
    private static (string Path, Instant Start)[] Find(string folder, Interval starts) => !Directory.Exists(folder) ? [] :
        [.. Directory.GetFiles(folder, "*" + Extension).Order(StringComparer.Ordinal).Select(path => (Path: path, Start: StartOf(path))).Where(file => starts.Contains(file.Start))];

    // What is called otherwise is none of ours, and lies before all time.
    private static Instant StartOf(string path) =>
        DateTimeOffset.TryParseExact(Path.GetFileNameWithoutExtension(path), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) ? Instant.From(start) : new(long.MinValue);

    private static RowProfile ReadFile(string path)
    {
        try
        {
            return ProfileForm.Read(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new QuernException(new Finding("QRN6301", $"the profile '{path}' cannot be read", exception.Message, "Make it again from the source's rows: 'quern profile SOURCE --again'."), exception);
        }
    }

    // Profiles of other fields cannot be merged, so they lie elsewhere.
    private string FolderOf(ProfileSubject subject) => Path.Combine(folder, subject.Source, $"{subject.Width}-{ContentHash.Of(subject.Fields)[..12]}");
}
