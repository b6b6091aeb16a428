using System.Numerics;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Events;

/// <summary>
/// Collects the events of one view while its source is scanned: rows that pass the filters, fall into the interval and belong to an entity that somebody asks for.
/// Where the source declares an event key nothing may be left out early, since a row that does not count may replace one that does.
/// </summary>
internal sealed class ViewScan
{
    private const int MostPartBits = 8;

    private readonly List<EventPartitions> _threads = [];
    private readonly List<bool> _wanted = [];

    /// <summary>A scan for a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="keys">The entities asked for; with <paramref name="addKeys"/> every entity that is met is added.</param>
    /// <param name="addKeys">Whether all entities are asked for.</param>
    /// <param name="times">Event times outside are left out.</param>
    /// <param name="known">Whether known-at times are needed.</param>
    public ViewScan(ViewPlan view, KeyIndex keys, bool addKeys, Interval times, bool known)
    {
        (View, Keys, AddKeys, Times) = (view, keys, addKeys, times);
        Kept = KeptColumns.Of(view, isStored: addKeys);
        NeedsKnown = known || IsKeyed || (view is AttributeViewPlan && (addKeys || view.Definition.Source is { KnownAt: not null } or { Stream: not null }));
        Shape = new([.. Kept.Kinds], Kept.Ties, NeedsKnown, view.Definition.Source.EventKey?.Kind);
    }

    public ViewPlan View { get; }

    public KeyIndex Keys { get; }

    public bool AddKeys { get; }

    /// <summary>Gets which of the entities are wanted this time.</summary>
    public EntityShare Share { get; init; } = EntityShare.All;

    /// <summary>Gets which of the entities that are met are wanted this time; null for all.</summary>
    public Func<RowKey, bool>? Wants { get; init; }

    /// <summary>Gets where the rows look, entity by entity; null for everywhere.</summary>
    public EntityReach? Reach { get; init; }

    /// <summary>Gets into about how many parts the events are to be cut.</summary>
    public long WantedParts { get; init; } = 1;

    /// <summary>Gets whether rows that cannot be used are told; otherwise another scan of the same rows tells them.</summary>
    public bool TellsBadRows { get; init; } = true;

    public Interval Times { get; }

    /// <summary>Gets what is kept of each row.</summary>
    public KeptColumns Kept { get; }

    public EventShape Shape { get; }

    public bool NeedsKnown { get; }

    public bool IsKeyed => View.Definition.Source.EventKey is not null;

    /// <summary>Gets the interval that the source may be cut to; null where it may not.</summary>
    public Interval? Cut => IsKeyed ? null : Times;

    /// <summary>Gets whether there were bad rows of which the numbers are not known.</summary>
    public bool HasUnnamedRows { get; set; }

    /// <summary>Gets how the entities are cut into parts. A version of an event may belong to another entity than the version before, so keyed events stay together.</summary>
    public EntityPartition Partition => IsKeyed ? EntityPartition.None : new(Share.Bits, PartBits());

    public IEnumerable<int> Fields
    {
        get
        {
            var source = View.Definition.Source;
            RowExpression?[] others = [source.EventTime, source.KnownAt, source.Filter, source.EventKey, View.Definition.Filter];
            return others.OfType<RowExpression>().Concat(View.Definition.Keys).Concat(Kept.Expressions).SelectMany(expression => expression.Fields).Concat(Kept.Fields);
        }
    }

    public ViewScanWorker Open(BadRows badRows)
    {
        var events = new EventPartitions(Shape, Partition);
        lock (_threads) _threads.Add(events);
        return new ViewScanWorker(this, events, NewFaults(badRows, isNaming: false));
    }

    /// <summary>A worker for a second reading, which collects nothing and names the bad rows.</summary>
    public ViewScanWorker OpenNaming(BadRows badRows) => new(this, null, NewFaults(badRows, isNaming: true));

    /// <summary>Makes entities that are met but not wanted unknown. The caller holds the lock under which keys are added.</summary>
    public void Admit(Span<int> entities)
    {
        if (Wants is null) return;
        while (_wanted.Count < Keys.Count) _wanted.Add(Wants(Keys.Key(_wanted.Count)));
        foreach (ref var entity in entities)
            if (entity >= 0 && !_wanted[entity])
                entity = KeyMapper.UnknownKey;
    }

    /// <summary>The events that all threads have collected.</summary>
    public CollectedEvents Collect() => new(_threads);

    /// <summary>All events that all threads have collected, sorted.</summary>
    public EventTable Sort(bool asKnown)
    {
        var collected = Collect();
        var all = new EventBuffer(Shape);
        for (var part = 0; part < Partition.Parts; part++) collected.Copy(part, all);
        var table = new EventTable();
        table.Sort(all, Keys.Count, EntityPartition.None, View is AttributeViewPlan, asKnown);
        return table;
    }

    private ScanFaults NewFaults(BadRows badRows, bool isNaming) => new(View.Definition.Source, TellsBadRows ? badRows : null, isNaming, () => HasUnnamedRows = true);

    private int PartBits()
    {
        var parts = AddKeys ? WantedParts : Math.Min(WantedParts, Keys.Count >> Share.Bits);
        return parts <= 1 ? 0 : Math.Min(MostPartBits, BitOperations.Log2((ulong)parts));
    }
}
