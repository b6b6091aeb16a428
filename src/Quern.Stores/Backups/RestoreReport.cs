using Quern.Engine.Recovery;
using Quern.Time;

namespace Quern.Stores.Backups;

/// <summary>What was restored.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="To">The instant that it was taken back to; null for all that it has.</param>
/// <param name="Streams">What became of the streams; none where nothing was taken back.</param>
/// <param name="Views">What became of the online state of views; none where nothing was taken back.</param>
/// <param name="Notes">What could not be taken back, or is as it was at another instant than the one asked for, a sentence each.</param>
public sealed record RestoreReport(BackupManifest Backup, Instant? To, IReadOnlyList<RewoundStream> Streams, IReadOnlyList<RewoundView> Views, IReadOnlyList<string> Notes)
{
    /// <summary>The number of the registry's last commit; 0 where there is none.</summary>
    public int Commit { get; init; } = Backup.Commit;
}
