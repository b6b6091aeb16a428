using Quern.Engine.Online;

namespace Quern.Engine.Serving;

/// <summary>
/// Holds on to what a request reads: first what has come of streams, then the state, and where the store is beyond a network all entities of the request with it, in one round trip. An event that
/// is in neither would be lost, one that is in both counts once.
/// </summary>
/// <param name="snapshot">The state.</param>
/// <param name="all">All views that requests read, those looked up too.</param>
internal sealed class SnapshotHolder(IOnlineSnapshot snapshot, ViewStateReaders[] all)
{
    // Commits come seconds apart, and fetching takes less than a thousandth of one.
    private const int Attempts = 10;

    private readonly PartitionList _partitions = new();
    private long? _version;

    /// <summary>Moves to the newest state, and to what is known of views where something has been committed since.</summary>
    /// <param name="views">The views that are read now.</param>
    /// <param name="keys">Their entities.</param>
    /// <exception cref="QuernException">The store cannot be read.</exception>
    public void Open(ViewStateReaders views, VectorKeys keys)
    {
        for (var attempt = 1;; attempt++)
            try
            {
                foreach (var each in all) each.Capture();
                snapshot.Renew();
                Fetch(views, keys);
                Refresh();
                foreach (var each in all) each.RequireAll();
                return;
            }
            catch (SnapshotMovedException) when (attempt < Attempts)
            {
            }
    }

    /// <summary>Goes on with a view that is looked up. Where something has been committed meanwhile, it is read from the newer state, at the same instant.</summary>
    /// <exception cref="QuernException">The store cannot be read.</exception>
    public void Continue(ViewStateReaders views, VectorKeys keys)
    {
        try
        {
            Fetch(views, keys);
            // Where state is in parts, these entities may lie in others than those before.
            Refresh();
        }
        catch (SnapshotMovedException)
        {
            Open(views, keys);
        }
    }

    private void Fetch(ViewStateReaders views, VectorKeys keys)
    {
        if (!snapshot.Prefetches) return;
        _partitions.Clear();
        views.AddPartitions(keys, _partitions);
        snapshot.Prefetch(_partitions);
    }

    private void Refresh()
    {
        if (_version == snapshot.Version) return;
        _version = null;
        foreach (var each in all) each.Refresh(snapshot);
        _version = snapshot.Version;
    }
}
