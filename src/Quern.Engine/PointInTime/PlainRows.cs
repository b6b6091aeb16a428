using Quern.Engine.Events;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>
/// Some rows of a request, to be computed by the plain definition. Their entities are numbered for themselves and their events kept for themselves, so that nothing is shared with
/// the fast path but the reading: whoever has these rows computed runs <see cref="Scans"/> first.
/// </summary>
internal sealed class PlainRows
{
    private readonly HistoryRequest _request;
    private readonly IReadOnlyList<int> _rows;
    private readonly SpineEntities[] _entities;
    private readonly bool _explains;

    /// <summary>Rows of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="rows">Which of its rows.</param>
    /// <param name="explains">Whether values come with the events that made them, and bad rows are told; otherwise the fast path tells them.</param>
    public PlainRows(HistoryRequest request, IReadOnlyList<int> rows, bool explains)
    {
        (_request, _rows, _explains) = (request, rows, explains);
        _entities = SpineEntities.Of(Select(request, rows));
        Scans = rows.Count == 0 ? [] : [.. request.Service.Reads.Select((read, i) => new ViewScan(read.View, _entities[i].Keys, addKeys: false, _entities[i].Reach(read.View), known: explains || request.AsKnown)
        {
            Reach = EntityReach.Of(read.View, _entities[i].Rows, _entities[i].Reach(read.View)),
            TellsBadRows = explains,
        })];
    }

    /// <summary>None of a request's rows.</summary>
    public static PlainRows None(HistoryRequest request) => new(request, [], explains: false);

    /// <summary>Gets for each read of the service the scan that collects its events; none where there are no rows.</summary>
    public IReadOnlyList<ViewScan> Scans { get; }

    /// <summary>The values of all rows whose keys are not null.</summary>
    public IReadOnlyList<PlainValue> Compute(CancellationToken cancellation)
    {
        var values = new List<PlainValue>();
        for (var read = 0; read < Scans.Count; read++)
        {
            var events = Scans[read].Sort(asKnown: true);
            var fold = new PlainFold(_request.Service.Reads[read].View, events, _request.AsKnown, _explains);
            var rows = _entities[read].Rows;
            for (var entity = 0; entity < rows.Entities; entity++)
            {
                cancellation.ThrowIfCancellationRequested();
                var times = rows.Times(entity);
                var ordinals = rows.Ordinals(entity);
                for (var at = 0; at < times.Length; at++) values.AddRange(OfRow(read, fold, entity, new(times[at]), _rows[ordinals[at]]));
            }
        }

        return values;
    }

    private IEnumerable<PlainValue> OfRow(int read, PlainFold fold, int entity, Instant t, int row)
    {
        var (view, features) = (_request.Service.Reads[read].View, _request.Service.Reads[read].Features);
        for (var feature = 0; feature < features.Count; feature++)
        {
            var (result, seen) = fold.Of(view.Features[features[feature]], entity, t);
            yield return new(new(InputKind.Feature, read, feature), row, result, seen);
        }
    }

    private static HistoryRequest Select(HistoryRequest request, IReadOnlyList<int> rows)
    {
        int[] selected = [.. rows];
        Column Pick(Column column)
        {
            var picked = column is TextColumn text ? new TextColumn(text.Kind, text.Pool) : Column.Create(column.Kind);
            picked.AppendSelected(column, selected);
            return picked;
        }

        return request with { Times = (Int64Column)Pick(request.Times), JoinKeys = [.. request.JoinKeys.Select(Pick)], Requests = [] };
    }
}
