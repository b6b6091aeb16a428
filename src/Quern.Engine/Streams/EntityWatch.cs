using Quern.Planning;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// The entities of a view of which events have come: each once until it is taken, so that whoever takes slowly has more entities to look at, and never more events.
/// For one taker.
/// </summary>
public sealed class EntityWatch : IDisposable
{
    private const int MostWaiting = 100_000;
    private readonly ViewProjection _projection;
    private readonly Action<EntityWatch> _forget;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _some = new(0, 1);
    private Dictionary<RowKey, Value[]> _waiting = [];
    private long _missed;

    internal EntityWatch(ViewPlan view, Action<EntityWatch> forget) => (View, _projection, _forget) = (view, new(view), forget);

    /// <summary>The view.</summary>
    public ViewPlan View { get; }

    /// <summary>Whether nothing more will come, since other definitions are served.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>How many entities were not noted because too many waited to be taken.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>The entities of which something has come since the last call, by the values of their keys; waits for the first. Empty when the watch has ended.</summary>
    public async Task<IReadOnlyCollection<Value[]>> TakeAsync(CancellationToken cancellation)
    {
        await _some.WaitAsync(cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            var taken = _waiting;
            _waiting = [];
            return taken.Values;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _forget(this);

    /// <summary>Notes the entities of events that reads see by now. For the thread that writes.</summary>
    internal void Add(LoggedEvents events)
    {
        lock (_lock)
        {
            Add(events.Batch);
            // What an event replaces may have been another entity's.
            if (events.Replaced is { } replaced) Add(replaced);
            if (_waiting.Count > 0) Wake();
        }
    }

    internal void End()
    {
        lock (_lock)
        {
            IsEnded = true;
            Wake();
        }
    }

    private void Add(EventBatch batch)
    {
        _projection.Set(batch, (_, _) => { });
        for (var row = 0; row < batch.Count; row++)
        {
            if (!_projection.Counts(row)) continue;
            var key = _projection.KeyOf(row);
            if (_waiting.Count < MostWaiting) _waiting[RowKey.Of(key)] = key;
            else if (!_waiting.ContainsKey(RowKey.Of(key))) _missed++;
        }
    }

    private void Wake()
    {
        if (_some.CurrentCount == 0) _some.Release();
    }
}
