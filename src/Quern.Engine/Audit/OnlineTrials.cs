using Quern.Engine.Events;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Audit;

/// <summary>
/// Computes rows one by one, by the plain definition of each feature and the version that answered, under conditions on the events that they see. The events of all rows come from one reading of each
/// source. Lookups stay as history has them.
/// </summary>
internal sealed class OnlineTrials
{
    /// <summary>What is tried, in order.</summary>
    public static readonly IReadOnlyList<OnlineTrial> All = [OnlineTrial.InTime, OnlineTrial.KnownInTime, OnlineTrial.Online];

    private readonly AuditPart _part;
    private readonly ServicePlan _plan;
    private readonly IReadOnlyList<int> _places;
    private readonly EventTable[] _events;
    private readonly int[][] _entities;
    private readonly Lazy<HistoryResult> _lookups;

    /// <summary>Rows to try.</summary>
    /// <exception cref="QuernException">A source cannot be read.</exception>
    public OnlineTrials(HistoryEngine engine, ISourceReader reader, AuditPart part, IReadOnlyList<int> places, bool asKnown, CancellationToken cancellation)
    {
        (_part, _plan, _places) = (part, part.Answered.Plan, places);
        var request = part.Ask(_plan, places, asKnown);
        var entities = SpineEntities.Of(request);
        ViewScan[] scans = [.. _plan.Reads.Select((read, i) => new ViewScan(read.View, entities[i].Keys, addKeys: false, entities[i].Reach(read.View), known: true)
        {
            Reach = EntityReach.Of(read.View, entities[i].Rows, entities[i].Reach(read.View)),
        })];
        foreach (var source in scans.GroupBy(scan => scan.View.Definition.Source)) new SourceScan(source.Key, [.. source], request.BadRows, null).Run(reader, cancellation);
        request.BadRows.ThrowIfFailed();
        _events = [.. scans.Select(scan => scan.Sort(asKnown: true))];
        _entities = [.. entities.Select(of => EntitiesOf(of.Rows, places.Count))];
        _lookups = new(() => engine.Compute(request, null, cancellation), isThreadSafe: false);
    }

    /// <summary>The events that a row may see of a view, and which of them are its entity's; null where its key has a null.</summary>
    public (TrialEvents Events, int Start, int End)? EventsOf(int read, int row)
    {
        if (_entities[read][row] is not (>= 0 and var entity)) return null;
        var (start, end) = _events[read].Range(entity);
        return (new(_plan.Reads[read].View, _events[read], _part.Rows[_places[row]].At, _part.Vectors.OnlineTo[read][_places[row]]), start, end);
    }

    /// <summary>A feature of a row, of those events that a condition on their places lets it see.</summary>
    public ResultColumn Fold(int read, int row, int feature, Func<int, bool> sees)
    {
        var view = _plan.Reads[read].View;
        var plan = view.Features[_plan.Reads[read].Features[feature]];
        var (result, _) = new PlainFold(view, _events[read], asKnown: true, explains: false) { Sees = sees }.Of(plan, _entities[read][row], _part.Rows[_places[row]].At);
        var column = new ResultColumn(plan.Type, 1);
        column.OpenWriter().Set(0, result.Value, result.Status);
        return column;
    }

    /// <summary>What a row is under a condition, by compared column; null where the condition says nothing of it.</summary>
    public ResultColumn?[]? Run(OnlineTrial trial, int row)
    {
        if (!Says(trial, row)) return null;
        var request = _part.Ask(_plan, [_places[row]], asKnown: false);
        ResultColumn[][] reads = [.. _plan.Reads.Select((read, i) => read.Features.Select((feature, at) =>
            EventsOf(i, row) is { } seen ? Fold(i, row, at, @event => trial.Sees(seen.Events, @event)) : new ResultColumn(read.View.Features[feature].Type, 1)).ToArray())];
        ResultColumn[][] lookups = [.. _plan.Lookups.Select((_, i) => _lookups.Value.Lookups[i].Select(column => RowOf(column, row)).ToArray())];
        return _part.Compared.In(_plan, new(reads, lookups, OnDemandColumns.Compute(request, reads, lookups, threads: 1), 0), _part.Vectors);
    }

    /// <summary>What speaks for a cause where a condition gives what was served of a group of columns.</summary>
    public string Evidence(OnlineTrial trial, int row, int group)
    {
        if (trial.Cause == SkewCause.LateEvent) return "without events that came later than the view allows, history gives what was served";
        var input = _plan.Outputs[_part.Compared.Columns.First(column => column.Group == group).Served].Input;
        var (to, at) = (Enumerable.Range(0, _plan.Reads.Count).Where(read => input.Kind != InputKind.Feature || input.Read == read).Select(read => OnlineTo(read, row)).Where(to => to.Microseconds > 0).Min(), _part.Rows[_places[row]].At);
        return $"online state had come to {to}{(to < at ? $", {at - to} before the read" : "")}; up to there history gives what was served";
    }

    // The last instant at which a read sees everything: of an attribute view over files the one before its end.
    private Instant OnlineTo(int read, int row)
    {
        var position = _part.Vectors.OnlineTo[read][_places[row]];
        return new(_plan.Reads[read].View is AttributeViewPlan { Definition.Source.Stream: null } ? position - 1 : position);
    }

    private bool Says(OnlineTrial trial, int row) => trial.Cause == SkewCause.StaleSource
        ? _part.Vectors.OnlineTo.Any(positions => positions[_places[row]] > 0)
        : _plan.Reads.Any(read => read.View.Definition.Source.Stream is not null);

    private static ResultColumn RowOf(ResultColumn column, int row)
    {
        var one = new ResultColumn(column.Type, 1);
        one.OpenWriter().Set(0, column[row], column.StatusOf(row));
        return one;
    }

    private static int[] EntitiesOf(RowTable rows, int count)
    {
        var entities = new int[count];
        Array.Fill(entities, -1);
        for (var entity = 0; entity < rows.Entities; entity++)
            foreach (var ordinal in rows.Ordinals(entity))
                entities[ordinal] = entity;
        return entities;
    }
}
