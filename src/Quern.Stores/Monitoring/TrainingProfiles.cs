using System.Globalization;
using Quern.Engine.Monitoring;
using Quern.Engine.TrainingSets;
using Quern.Stores.TrainingSets;
using Quern.Time;

namespace Quern.Stores.Monitoring;

/// <summary>
/// What training sets were like: each profile lies beside its training set, and once more in a folder of the project, by service, so that it is still there when the training set has gone to where
/// models are trained: <c>late_flight/20010301T120000-3f2a….profile</c>.
/// </summary>
/// <param name="folder">The project's folder for them; made when the first is written.</param>
/// <param name="clock">Says when a training set was made.</param>
public sealed class TrainingProfiles(string folder, TimeProvider clock)
{
    private const int Kept = 20;
    private const int HashLetters = 12;
    private const string TimeFormat = "yyyyMMdd'T'HHmmss";

    /// <summary>Keeps the profile of a training set that was made, or forgets the one of the file that it took the place of.</summary>
    /// <param name="output">The full path of the training set.</param>
    /// <param name="manifest">How it was made.</param>
    /// <param name="profile">What its rows are like; null where nobody looked.</param>
    /// <exception cref="QuernException">It cannot be written.</exception>
    public void Keep(string output, TrainingSetManifest manifest, TrainingProfile? profile)
    {
        try
        {
            if (profile is null)
            {
                File.Delete(TrainingProfileFile.PathOf(output));
                return;
            }

            var same = manifest.Service is { } known ? Files(known).FirstOrDefault(file => Path.GetFileName(file).Contains(manifest.OutputHash[..HashLetters], StringComparison.Ordinal)) : null;
            // One that is made again, to the same bytes, is not a newer one.
            var made = (same is null ? null : Readable(same))?.Made ?? Instant.From(clock.GetUtcNow());
            var whole = new TrainingSetProfile(manifest.Service, manifest.Commit, manifest.Definitions, output, manifest.OutputHash, made, profile) { Spine = manifest.Spine, TimeColumn = manifest.TimeColumn, IsInPart = manifest.Log?.Found < manifest.Rows };
            TrainingProfileFile.Write(TrainingProfileFile.PathOf(output), whole);
            if (manifest.Service is { } service) Remember(service, same, whole);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new QuernException(new Finding("QRN6300", $"the profile of '{output}' cannot be written", exception.Message, "The training set is whole. Check that its folder and '.quern' may be written and that the disk is not full, or leave it out with --no-profile."), exception);
        }
    }

    /// <summary>The newest training set of a service that is still where it was made, with its manifest; null when none is.</summary>
    public string? Newest(string service) => Of(service).Select(set => set.Output).FirstOrDefault(file => File.Exists(file) && File.Exists(ManifestFile.PathOf(file)));

    /// <summary>The profiles of a service's latest training sets, the newest first; those that are damaged are left out.</summary>
    public IEnumerable<TrainingSetProfile> Of(string service) => Files(service).Select(Readable).OfType<TrainingSetProfile>();

    /// <summary>A text that is another whenever <see cref="Of"/> would give others; cheap, for whoever waits for that.</summary>
    public string MarkOf(string service) => string.Join(' ', Files(service).Select(file => $"{Path.GetFileName(file)} {File.GetLastWriteTimeUtc(file).Ticks}"));

    // Null for one that is damaged: it can be made again from its manifest, and the one before may do.
    private static TrainingSetProfile? Readable(string file)
    {
        try
        {
            return TrainingProfileFile.Read(file);
        }
        catch (QuernException)
        {
            return null;
        }
    }

    private void Remember(string service, string? same, TrainingSetProfile profile)
    {
        Directory.CreateDirectory(Path.Combine(folder, service));
        var name = $"{profile.Made.ToDateTimeOffset().ToString(TimeFormat, CultureInfo.InvariantCulture)}-{profile.OutputHash[..HashLetters]}{TrainingProfileFile.Extension}";
        TrainingProfileFile.Write(same ?? Path.Combine(folder, service, name), profile);
        foreach (var old in Files(service).Skip(Kept)) File.Delete(old);
    }

    // In the order of their names, which is that of time.
    private string[] Files(string service) => Path.Combine(folder, service) is var files && Directory.Exists(files) ? [.. Directory.GetFiles(files, "*" + TrainingProfileFile.Extension).OrderDescending(StringComparer.Ordinal)] : [];
}
