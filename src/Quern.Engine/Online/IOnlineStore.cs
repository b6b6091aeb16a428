using Quern.Planning;

namespace Quern.Engine.Online;

/// <summary>
/// Port: where online state lives. Records are bytes under a key of two parts: a partition (one entity) and a record within it; the records of a partition lie
/// next to each other in the order of their bytes, so that an entity is one range read. One writes at a time; any number read, each in a snapshot.
/// A partition has 1 byte or more and may be of any length; a record's key has at most 100 bytes.
/// </summary>
public interface IOnlineStore : IDisposable
{
    /// <summary>Opens a reader for one thread. It reads nothing until <see cref="IOnlineSnapshot.Renew"/>.</summary>
    IOnlineSnapshot OpenSnapshot();

    /// <summary>Opens a reader, as the other does, for whoever reads nothing but the state of some views.</summary>
    /// <param name="views">The views.</param>
    IOnlineSnapshot OpenSnapshot(IReadOnlyCollection<ViewPlan> views) => OpenSnapshot();

    /// <summary>
    /// Begins a write of many records that become visible together, when it is committed, and durable with it. Waits for a write that another thread or process has
    /// begun. A write is begun, used and disposed on one thread. A store that must grow first waits until the snapshots of this process are released.
    /// </summary>
    /// <exception cref="QuernException">The disk is full, or the store is read-only or damaged.</exception>
    IOnlineWrite BeginWrite();

    /// <summary>Makes sure that nobody else materializes into the store until the lock is disposed; a process that dies lets go of it.</summary>
    /// <exception cref="QuernException">Somebody else holds it.</exception>
    IDisposable LockMaterialization();
}
