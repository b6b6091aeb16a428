using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>
/// Writes the state of one view, entity by entity. All events of an entity in a range of event times replace what the state held of that range, so that writing a range
/// again, in other parts or in another order, leaves the same. For one thread; the caller begins and commits the writes.
/// </summary>
public sealed class OnlineWriter
{
    private readonly IEntityWriter _writer;
    private readonly List<byte> _partition = [];
    private readonly byte[] _prefix;
    private readonly IReadOnlyList<ValueKind> _kinds;

    /// <summary>A writer for a view whose work has begun.</summary>
    /// <param name="plan">The view.</param>
    /// <param name="state">Its state as <see cref="OnlineCatalog.Begin"/> or <see cref="OnlineCatalog.Advance"/> gave it.</param>
    /// <param name="shape">How rows are cut into blocks; null for the default. It must be the same for all writes to a view.</param>
    public OnlineWriter(ViewPlan plan, ViewState state, BlockShape? shape = null)
    {
        _prefix = Partition.Prefix(plan.Definition.Entity.Name);
        switch (plan)
        {
            case AttributeViewPlan attributes:
                _kinds = [.. attributes.View.Attributes.Select(attribute => attribute.Value.Kind)];
                _writer = new LatestRowWriter(plan.Reference, state.Number, _kinds.Count);
                break;
            default:
                var layout = new AggregationLayout((AggregationViewPlan)plan);
                _kinds = layout.Kinds;
                shape ??= BlockShape.Default;
                _writer = layout.Hop is null ? new BlockWriter(layout, state, shape) : new TileWriter(layout, state, shape);
                break;
        }
    }

    /// <summary>Rows as this view has them: its arguments or attributes in the order of its definition.</summary>
    public EntityRows NewRows() => new(_kinds);

    /// <summary>Brings in all events of an entity with times in a range.</summary>
    /// <param name="write">The write under way.</param>
    /// <param name="key">The entity.</param>
    /// <param name="range">
    /// Which event times <paramref name="rows"/> tells all of. Of a view with a hop a tile is only replaced as a whole, so a range that is to bring in late events begins
    /// with a hop.
    /// </param>
    /// <param name="rows">All events in the range, in order of time; events that replaced others are resolved. May be empty.</param>
    /// <exception cref="ArgumentException">A row lies outside the range.</exception>
    /// <exception cref="QuernException">The store is damaged or cannot be written.</exception>
    public void Replace(IOnlineWrite write, RowKey key, Interval range, EntityRows rows)
    {
        if (rows.Count > 0 && (!range.Contains(new(rows.Times[0])) || !range.Contains(new(rows.Times[^1])))) throw new ArgumentException($"There are rows outside {range}.", nameof(rows));
        if (!range.IsEmpty) _writer.Replace(write, PartitionOf(key), range, rows);
    }

    /// <summary>Has the store fetch entities that are going to be written, where that saves time.</summary>
    /// <exception cref="QuernException">The store cannot be read.</exception>
    internal void Prefetch(IOnlineWrite write, IEnumerable<RowKey> keys)
    {
        if (!write.Prefetches) return;
        var partitions = new PartitionList();
        foreach (var key in keys) partitions.Add(PartitionOf(key));
        write.Prefetch(partitions);
    }

    /// <summary>
    /// Adds events of an entity to what is there, whatever that is, and takes some away. Unlike a replacement it must happen once: the caller records in the same write that it did.
    /// </summary>
    /// <param name="write">The write under way.</param>
    /// <param name="partition">The entity's partition.</param>
    /// <param name="rows">The events to add, in order of time; none of them before what the state keeps in detail.</param>
    /// <param name="removed">The events to take away, in order of time; only their times and ties count.</param>
    /// <exception cref="QuernException">The store is damaged or cannot be written.</exception>
    internal void Insert(IOnlineWrite write, ReadOnlySpan<byte> partition, EntityRows rows, EntityRows removed)
    {
        if (rows.Count > 0 || removed.Count > 0) _writer.Insert(write, partition, rows, removed);
    }

    /// <summary>Sums up or drops what the state no longer keeps in detail of an entity.</summary>
    /// <param name="write">The write under way.</param>
    /// <param name="partition">The entity's partition.</param>
    /// <exception cref="QuernException">The store is damaged or cannot be written.</exception>
    internal void Compact(IOnlineWrite write, ReadOnlySpan<byte> partition) => _writer.Compact(write, partition);

    private ReadOnlySpan<byte> PartitionOf(RowKey key)
    {
        _partition.Clear();
        _partition.AddRange(_prefix);
        _partition.AddRange(key.Bytes.Span);
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_partition);
    }
}
