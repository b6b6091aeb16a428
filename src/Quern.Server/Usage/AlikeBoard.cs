using Quern.Protocol.Usage;
using Quern.Stores.Monitoring;
using Quern.Stores.Usage;

namespace Quern.Server.Usage;

/// <summary>Looks in the newest training set of each service for features that carry the same values: once for each that is made, one at a time, on one thread beside the reads.</summary>
internal sealed class AlikeBoard(ServerOptions options)
{
    private const long MemoryBytes = 256 << 20;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string File, DateTime Made, AlikeShape Found)> _found = new(StringComparer.Ordinal);

    /// <summary>What was found; services without a training set that is still there are left out.</summary>
    public Task<AlikeShape[]> OfAsync(IEnumerable<string> services, CancellationToken cancellation) => options.TrainingSets is { } making
        ? Task.Run(() => Of([.. services.Order(StringComparer.Ordinal)], new(making.Project.TrainingProfiles, TimeProvider.System), making.Project.Temporary, cancellation), cancellation)
        : Task.FromResult<AlikeShape[]>([]);

    private AlikeShape[] Of(string[] services, TrainingProfiles profiles, string temporary, CancellationToken cancellation)
    {
        lock (_lock) return [.. services.Select(service => profiles.Newest(service) is { } file ? Of(service, file, temporary, cancellation) : null).OfType<AlikeShape>()];
    }

    private AlikeShape Of(string service, string file, string temporary, CancellationToken cancellation)
    {
        var made = File.GetLastWriteTimeUtc(file);
        if (_found.TryGetValue(service, out var known) && known.File == file && known.Made == made) return known.Found;
        var found = Find(service, file, temporary, cancellation);
        _found[service] = (file, made, found);
        return found;
    }

    // One that is not what it was says so, and the others are told of.
    private static AlikeShape Find(string service, string file, string temporary, CancellationToken cancellation)
    {
        var name = Path.GetFileName(file);
        try
        {
            Directory.CreateDirectory(temporary);
            var report = AlikeFeatures.Find(file, new() { Threads = 1, MemoryBytes = MemoryBytes, TempFolder = temporary }, cancellation);
            return new(service, name, report.Rows, report.Sampled, report.MostThatDiffer, report.Columns, report.Constant, [.. report.Alike.Select(alike => new AlikeFeaturesShape(alike.Features, alike.Slope, alike.Offset))], null);
        }
        catch (QuernException e)
        {
            return new(service, name, 0, 0, 0, 0, [], [], e.Findings[0].ToString());
        }
    }
}
