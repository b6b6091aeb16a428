using Quern.Engine.Online;
using Quern.Engine.Streams;

namespace Quern.Engine.Parts;

/// <summary>Port: where the logs and states of the parts of shared streams are, for those who read them. Any number of processes read, one at a time writes a part.</summary>
public interface ISharedState : IDisposable
{
    /// <summary>The streams that are shared, by their names.</summary>
    IReadOnlyDictionary<string, SharedStream> Streams { get; }

    /// <summary>Opens a reader of the state of one part; it reads nothing until <see cref="IOnlineSnapshot.Renew"/>.</summary>
    /// <exception cref="QuernException">They cannot be reached.</exception>
    IOnlineSnapshot OpenPart(string stream, int part);

    /// <summary>The log of one part, to be read.</summary>
    /// <exception cref="QuernException">They cannot be reached.</exception>
    StreamLog LogOf(string stream, int part);

    /// <summary>Fetches partitions for several snapshots of parts, and of the store beside them, in one round trip, as <see cref="IOnlineRecords.Prefetch"/> does for one.</summary>
    /// <param name="wanted">The snapshots, each once, and what is going to be read from it.</param>
    /// <exception cref="SnapshotMovedException">A snapshot has been read from, and something has been committed to its part since.</exception>
    /// <exception cref="QuernException">They cannot be read.</exception>
    void Fetch(IReadOnlyList<WantedPartitions> wanted);
}

/// <summary>What is going to be read from one snapshot.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Partitions">The partitions.</param>
public readonly record struct WantedPartitions(IOnlineSnapshot Snapshot, PartitionList Partitions);
