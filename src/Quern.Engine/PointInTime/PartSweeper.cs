using Quern.Planning;
using Quern.PointInTime;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>Sweeps entities of one read from one thread, whichever kind its view is.</summary>
internal sealed class PartSweeper
{
    private readonly AggregationSweeper? _aggregations;
    private readonly AttributeSweeper? _attributes;

    public PartSweeper(ViewRead read, RowTable rows, IEnumerable<ResultColumn> results, bool asKnown)
    {
        ResultWriter[] writers = [.. results.Select(column => column.OpenWriter())];
        if (read.View is AggregationViewPlan view) _aggregations = new(view, read.Features, rows, writers, asKnown);
        else _attributes = new((AttributeViewPlan)read.View, read.Features, rows, writers, asKnown);
    }

    /// <summary>Gets how many windows can be swept each by itself.</summary>
    public int Windows => _aggregations?.Windows ?? 1;

    public void Load(SortedEvents events)
    {
        _aggregations?.Load(events.Events, events.Arguments);
        _attributes?.Load(events.Events);
    }

    public void Run(int entity, int window)
    {
        _aggregations?.Run(entity, window);
        _attributes?.Run(entity);
    }
}
