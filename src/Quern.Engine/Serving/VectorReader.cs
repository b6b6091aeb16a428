using Quern.Engine.Online;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Serving;

/// <summary>
/// Reads the features of a service's views and lookups from online state: prepared once, then one call for each request. One snapshot serves all rows, views and lookups of a request, so that
/// they fit each other. For one thread; it keeps its memory from request to request, and allocates nothing for attribute views.
/// </summary>
public sealed class VectorReader : IDisposable
{
    private readonly ServicePlan _plan;
    private readonly IOnlineSnapshot _snapshot;
    private readonly ViewStateReaders _views;
    private readonly LookupReader[] _lookups;
    private readonly SnapshotHolder _holder;

    /// <summary>A reader for a service.</summary>
    /// <param name="store">Where the state is.</param>
    /// <param name="plan">What to read.</param>
    /// <param name="heads">What has come of streams and is not in the state yet; null when there are none.</param>
    public VectorReader(IOnlineStore store, ServicePlan plan, StreamHeads? heads = null)
    {
        _plan = plan;
        _snapshot = store.OpenSnapshot([.. plan.Reads.Select(read => read.View), .. plan.Lookups.Select(lookup => lookup.Lookup.View)]);
        _views = new(plan, heads);
        _lookups = [.. plan.Lookups.Select(lookup => new LookupReader(lookup, heads))];
        _holder = new(_snapshot, [_views, .. _lookups.Select(lookup => lookup.Views)]);
    }

    /// <summary>Keys to fill for this service.</summary>
    public VectorKeys NewKeys() => new(_plan);

    /// <summary>A batch to read into.</summary>
    public VectorBatch NewBatch() => new(_plan);

    /// <summary>Reads the features of all rows at one instant.</summary>
    /// <exception cref="QuernException">The store or a record of it is damaged.</exception>
    public void Read(VectorKeys keys, Instant t, VectorBatch batch)
    {
        batch.Prepare(keys.Rows);
        try
        {
            _holder.Open(_views, keys);
            _views.Read(_snapshot, keys, t, batch);
            for (var number = 0; number < _lookups.Length; number++) _lookups[number].Read(_snapshot, _holder, t, batch, number);
        }
        finally
        {
            _snapshot.Release();
        }
    }

    /// <summary>As the other, one view after the other and then each lookup, each told of when it is done.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="t">The instant.</param>
    /// <param name="batch">Where the values go.</param>
    /// <param name="done">Told of each read of a view and of each lookup, by its number; gives whether to go on.</param>
    /// <returns>Whether all was read.</returns>
    internal bool Read(VectorKeys keys, Instant t, VectorBatch batch, Func<InputKind, int, bool> done)
    {
        batch.Prepare(keys.Rows);
        try
        {
            _holder.Open(_views, keys);
            if (!_views.Read(_snapshot, keys, t, batch, read => done(InputKind.Feature, read))) return false;
            for (var number = 0; number < _lookups.Length; number++)
            {
                _lookups[number].Read(_snapshot, _holder, t, batch, number);
                if (!done(InputKind.Lookup, number)) return false;
            }

            return true;
        }
        finally
        {
            _snapshot.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _snapshot.Dispose();

    /// <summary>The state of a read's view, as of the last request; null when the store knows nothing of it.</summary>
    internal ViewState? StateOf(int read) => _views.State(read);

    /// <summary>Keeps from now on what is taken to answer, by read and by lookup.</summary>
    internal ReadTrace StartTrace() => new(
        [.. Enumerable.Range(0, _plan.Reads.Count).Select(_views.Trace)],
        [.. _lookups.Select(lookup => lookup.Views.Trace(0))]);

    /// <summary>The state of the view that a lookup looks up, as of the last request; null when the store knows nothing of it.</summary>
    internal ViewState? LookupState(int lookup) => _lookups[lookup].Views.State(0);
}
