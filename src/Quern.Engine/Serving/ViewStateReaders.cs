using Quern.Engine.Online;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>Reads the views of one service from a snapshot that others read too. For one thread; it keeps its memory.</summary>
internal sealed class ViewStateReaders
{
    private readonly StateReader[] _readers;
    private readonly byte[][] _catalogKeys;
    private readonly EntityGroup[] _groups;
    private readonly Lazy<EntityGroup[]> _oneByOne;

    public ViewStateReaders(ServicePlan plan, StreamHeads? heads)
    {
        _readers = [.. plan.Reads.Select(read => Open(read, heads?.Find(read.View)))];
        _catalogKeys = [.. plan.Reads.Select(read => OnlineCatalog.Key(read.View.Reference, read.View.Hash))];
        _groups = EntityGroup.Of(plan);
        _oneByOne = new(() => EntityGroup.OneByOne(plan), isThreadSafe: false);
    }

    /// <summary>The state of a read's view, as of the last <see cref="Refresh"/>; null when the store knows nothing of it.</summary>
    public ViewState? State(int read) => _readers[read].State;

    /// <summary>Begins to keep what the reads of a view take; the list is cleared by whoever reads it.</summary>
    public List<ReadPiece> Trace(int read) => _readers[read].Trace ??= [];

    /// <summary>Whether any materialization of a read's view has ended.</summary>
    public bool IsMaterialized(int read) => _readers[read].IsMaterialized;

    /// <summary>Holds on to what has come of streams; before the snapshot is renewed.</summary>
    public void Capture()
    {
        foreach (var reader in _readers) reader.Capture();
    }

    /// <summary>Looks up how far the views are; only when something has been committed since.</summary>
    public void Refresh(IOnlineSnapshot snapshot)
    {
        for (var i = 0; i < _readers.Length; i++) _readers[i].Refresh(snapshot, _catalogKeys[i]);
        foreach (var group in _groups) group.Sort(_readers);
    }

    /// <summary>Makes sure that no event is missing between what was captured and the state; after it is refreshed.</summary>
    /// <exception cref="QuernException">The store has lost what was written into it.</exception>
    public void RequireAll()
    {
        foreach (var reader in _readers) reader.RequireAll();
    }

    /// <summary>Adds the partitions that a request is about.</summary>
    public void AddPartitions(VectorKeys keys, PartitionList partitions)
    {
        foreach (var group in _groups)
            for (var row = 0; row < keys.Rows; row++)
                if (group.Partition(keys, row) is { IsEmpty: false } partition)
                    partitions.Add(partition);
    }

    /// <summary>Reads the features of all rows at one instant.</summary>
    public void Read(IOnlineSnapshot snapshot, VectorKeys keys, Instant t, VectorBatch batch)
    {
        Begin(t, batch);
        foreach (var group in _groups) Read(snapshot, group, keys, batch);
    }

    /// <summary>As the other, one view for all rows after the other, so that a view is whole or not read at all.</summary>
    /// <param name="snapshot">Where the state is.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="t">The instant.</param>
    /// <param name="batch">Where the values go.</param>
    /// <param name="done">Told of each read that is done; gives whether to go on.</param>
    /// <returns>Whether all were read.</returns>
    public bool Read(IOnlineSnapshot snapshot, VectorKeys keys, Instant t, VectorBatch batch, Func<int, bool> done)
    {
        Begin(t, batch);
        foreach (var group in _oneByOne.Value)
        {
            Read(snapshot, group, keys, batch);
            if (!done(group.Reads[0])) return false;
        }

        return true;
    }

    private static StateReader Open(ViewRead read, ViewHead? head) => read.View is AttributeViewPlan ? new AttributeReader(read, head) : new AggregationReader(read, head);

    private void Begin(Instant t, VectorBatch batch)
    {
        for (var read = 0; read < _readers.Length; read++)
        {
            _readers[read].Begin(t);
            batch.OnlineTo[read] = _readers[read].OnlineTo;
        }
    }

    private void Read(IOnlineSnapshot snapshot, EntityGroup group, VectorKeys keys, VectorBatch batch)
    {
        for (var row = 0; row < keys.Rows; row++)
        {
            var partition = group.Partition(keys, row);
            foreach (var read in group.Reads)
            {
                var output = batch.Buffer(read);
                if (!_readers[read].IsMaterialized) output.Refuse(row, ReadOutcome.NotMaterialized);
                else if (partition.IsEmpty) output.SetNull(row, FeatureStatus.NotFound);
                else _readers[read].Read(snapshot, partition, row, output);
            }
        }
    }
}
