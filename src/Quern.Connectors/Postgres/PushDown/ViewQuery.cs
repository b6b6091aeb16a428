using Npgsql;
using Quern.Connectors.Postgres.Sources;
using Quern.Time;

namespace Quern.Connectors.Postgres.PushDown;

/// <summary>The queries of a view.</summary>
/// <param name="view">The view.</param>
internal sealed class ViewQuery(PushedView view)
{
    private readonly string _from = $"{SourceCatalog.From(view.Source.Definition)} e";
    private readonly string _sees = string.Join(" AND ", view.Sees.Select(condition => $"({condition})"));
    private readonly string _values = string.Join(", ", (view.IsAttributes ? [view.Time.Name] : Enumerable.Empty<string>()).Concat(view.Features.Select(feature => feature.Text)).Select((text, i) => $"{text} AS v{i}"));
    private (string, double)? _best;

    /// <summary>Gets how many columns an answer has.</summary>
    public int Columns => 1 + view.Features.Count + (view.IsAttributes ? 1 : 0);

    /// <summary>
    /// Gets the ways to ask: each gives rows of a number, and of their values; rows that no event is for may be missing. Row after row, which an index on key and time makes cheap; or rows and events joined in whichever way
    /// the server takes for the best, and then put together by row.
    /// </summary>
    public IReadOnlyList<string> Ways => view.IsAttributes
        ?
        [
            $"SELECT {SpineTable.Number}, a.* FROM {SpineTable.Name} s CROSS JOIN LATERAL (SELECT {_values} FROM {_from} WHERE {_sees} ORDER BY {view.Latest} LIMIT 1) a",
            $"SELECT DISTINCT ON ({SpineTable.Number}) {SpineTable.Number}, {_values} FROM {SpineTable.Name} s JOIN {_from} ON {_sees} ORDER BY {SpineTable.Number}, {view.Latest}",
        ]
        :
        [
            $"SELECT {SpineTable.Number}, a.* FROM {SpineTable.Name} s CROSS JOIN LATERAL (SELECT {_values} FROM {_from} WHERE {_sees}) a WHERE {Known}",
            $"SELECT {SpineTable.Number}, {_values} FROM {SpineTable.Name} s JOIN {_from} ON {_sees} GROUP BY {SpineTable.Number}",
        ];

    /// <summary>
    /// Gets what finds a row that the server is not to judge, among those that would be read here for these keys: of them, and without a key or a time where there must be one. Null where there can be none.
    /// </summary>
    public string? Doubtful
    {
        get
        {
            if (view.Doubt is not { } doubt) return null;
            var keys = string.Join(" OR ", view.Keys.Where(key => !key.Event.Field.Nullable && key.Event.Doubt is not null).Select(key => $"{key.Event.Name} IS NULL").Append($"({Asked})"));
            return $"SELECT 1 FROM {_from} WHERE ({doubt}) AND ({keys}){InReach}";
        }
    }

    /// <summary>Gets what a scan of the rows would ask for: of all keys, and of those that are asked for.</summary>
    public IReadOnlyList<string> Scans
    {
        get
        {
            var columns = string.Join(", ", view.Source.Columns.Select(column => $"e.{PostgresCatalog.Quote(column.Column.Name)}"));
            return [$"SELECT {columns} FROM {_from} WHERE TRUE{InReach}", $"SELECT {columns} FROM {_from} WHERE {Asked}{InReach}"];
        }
    }

    /// <summary>Gets what pairs each row with all events of its entity, whenever they were.</summary>
    public string Paired => $"SELECT 1 FROM {SpineTable.Name} s JOIN {_from} ON {string.Join(" AND ", view.Keys.Select(key => $"{key.Event.Name} = {key.Row}"))}";

    /// <summary>What gives the events of some times, of whichever entity.</summary>
    /// <param name="times">The times; null for all.</param>
    public string Within(Interval? times) => $"SELECT 1 FROM {_from} WHERE {EventTimeRange.Of(view.Source, times) ?? "TRUE"}";

    /// <summary>The way that the server takes for the cheapest, and what it costs by its estimate; it is asked once.</summary>
    public (string Query, double Cost) Best(NpgsqlConnection connection) => _best ??= Ways.Select(query => (query, ServerPlan.Of(connection, query).Cost)).MinBy(way => way.Cost);

    private string Known => string.Join(" AND ", view.Keys.Select(key => $"{key.Row} IS NOT NULL"));

    private string Asked => $"({string.Join(", ", view.Keys.Select(key => key.Event.Name))}) IN (SELECT {string.Join(", ", view.Keys.Select(key => key.Row))} FROM {SpineTable.Name} s)";

    private string InReach => EventTimeRange.Of(view.Source, view.Read.Reach) is { } range ? $" AND ({range})" : "";
}
