using Quern.Engine.Online;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>
/// Reads a service's view features from online state: prepared once, then one call for each request. One snapshot serves all rows and views of a request, so that they fit
/// each other. For one thread; it keeps its memory from request to request, and allocates nothing for attribute views.
/// </summary>
public sealed class VectorReader : IDisposable
{
    private readonly ServicePlan _plan;
    private readonly IOnlineSnapshot _snapshot;
    private readonly StateReader[] _readers;
    private readonly byte[][] _catalogKeys;
    private readonly EntityGroup[] _groups;
    private long? _version;

    /// <summary>A reader for a service.</summary>
    /// <param name="store">Where the state is.</param>
    /// <param name="plan">What to read.</param>
    /// <param name="heads">What has come of streams and is not in the state yet; null when there are none.</param>
    public VectorReader(IOnlineStore store, ServicePlan plan, StreamHeads? heads = null)
    {
        _plan = plan;
        _snapshot = store.OpenSnapshot();
        _readers = [.. plan.Reads.Select(read => Open(read, heads?.Find(read.View)))];
        _catalogKeys = [.. plan.Reads.Select(read => OnlineCatalog.Key(read.View.Reference, read.View.Hash))];
        _groups = EntityGroup.Of(plan);
    }

    /// <summary>Keys to fill for this service.</summary>
    public VectorKeys NewKeys() => new(_plan);

    /// <summary>A batch to read into.</summary>
    public VectorBatch NewBatch() => new(_plan);

    /// <summary>The instant from which on a read's view keeps single events, as of the last request; null when it has not been materialized.</summary>
    public Instant? RetainedFrom(int read) => _readers[read].State?.RetainedFrom;

    /// <summary>Up to when a read's view has been materialized, as of the last request; null when it has not been.</summary>
    public Instant? MaterializedTo(int read) => _readers[read].State?.MaterializedTo;

    /// <summary>Reads the features of all rows at one instant.</summary>
    /// <exception cref="QuernException">The store or a record of it is damaged.</exception>
    public void Read(VectorKeys keys, Instant t, VectorBatch batch)
    {
        batch.Prepare(keys.Rows);
        foreach (var reader in _readers) reader.Capture();
        _snapshot.Renew();
        try
        {
            Refresh();
            foreach (var reader in _readers) reader.Begin(t);
            foreach (var group in _groups) Read(group, keys, batch);
        }
        finally
        {
            _snapshot.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _snapshot.Dispose();

    private static StateReader Open(ViewRead read, ViewHead? head) => read.View is AttributeViewPlan ? new AttributeReader(read, head) : new AggregationReader(read, head);

    private void Read(EntityGroup group, VectorKeys keys, VectorBatch batch)
    {
        for (var row = 0; row < keys.Rows; row++)
        {
            var partition = group.Partition(keys, row);
            foreach (var read in group.Reads)
            {
                var output = batch.Buffer(read);
                if (!_readers[read].IsMaterialized) output.Refuse(row, ReadOutcome.NotMaterialized);
                else if (partition.IsEmpty) output.SetNull(row, FeatureStatus.NotFound);
                else _readers[read].Read(_snapshot, partition, row, output);
            }
        }
    }

    private void Refresh()
    {
        if (_version == _snapshot.Version) return;
        _version = null;
        for (var i = 0; i < _readers.Length; i++) _readers[i].Refresh(_snapshot, _catalogKeys[i]);
        foreach (var group in _groups) group.Sort(_readers);
        _version = _snapshot.Version;
    }
}
