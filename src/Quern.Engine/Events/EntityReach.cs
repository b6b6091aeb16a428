using System.Numerics;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Time;

namespace Quern.Engine.Events;

/// <summary>
/// Where the rows of each entity look, coarsely: time is cut into 64 equal stretches, and an entity has a bit for each that one of its rows can see. Few rows then cost
/// few events, though their source is read whole. It may admit an event that no row sees, never refuse one that a row does.
/// </summary>
internal sealed class EntityReach
{
    private const int Stretches = 64;

    // With more rows than that an entity sees everything, or nearly.
    private const int MostRowsPerEntity = 4 * Stretches;

    private readonly ulong[] _seen;
    private readonly long _start;
    private readonly int _shift;

    private EntityReach(int entities, long start, long end)
    {
        (_seen, _start) = (new ulong[entities], start);
        while ((UInt128)((Int128)end - start) >> _shift >= Stretches) _shift++;
    }

    /// <summary>Where the rows look for the events of a view; null where it would leave out little.</summary>
    /// <param name="view">The view.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="times">Which event times any row sees.</param>
    public static EntityReach? Of(ViewPlan view, RowTable rows, Interval times)
    {
        if (view.Definition.Source.EventKey is not null || rows.Count == 0 || rows.Count > (long)MostRowsPerEntity * rows.Entities) return null;
        var (length, hop) = Length(view);
        var start = times.Start.Microseconds == long.MinValue ? rows.First : times.Start.Microseconds;
        var reach = new EntityReach(rows.Entities, start, times.End.Microseconds);
        var bits = 0L;
        for (var entity = 0; entity < rows.Entities; entity++)
        {
            foreach (var t in rows.Times(entity)) reach.See(entity, length is { } span ? Tail(t, span, hop) : start, t);
            bits += BitOperations.PopCount(reach._seen[entity]);
        }

        return bits * 8 < (long)rows.Entities * Stretches * 7 ? reach : null;
    }

    /// <summary>Whether a row of the entity may see an event of that time.</summary>
    public bool Sees(int entity, long time) => (_seen[entity] >> Stretch(time) & 1) != 0;

    // An attribute that is too old has a status of its own, so it is looked for however old it is.
    private static (Duration? Length, Duration? Hop) Length(ViewPlan view) => view is AggregationViewPlan aggregation ? (aggregation.Reach, aggregation.View.Hop) : (null, null);

    private static long Tail(long t, Duration length, Duration? hop)
    {
        var tail = new Instant(t) - length;
        return (hop is { } step ? tail.Floor(step) : tail).Microseconds;
    }

    private void See(int entity, long from, long to)
    {
        var (first, last) = (Stretch(from), Stretch(to));
        _seen[entity] |= (ulong.MaxValue << first) & (ulong.MaxValue >> (Stretches - 1 - last));
    }

    private int Stretch(long time) => time <= _start ? 0 : (int)Math.Min(unchecked((ulong)(time - _start)) >> _shift, Stretches - 1);
}
