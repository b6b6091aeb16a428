using Quern.Connectors.Postgres.Sources;
using Quern.Engine.PushDown;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Time;
using Quern.Values;

namespace Quern.Connectors.Postgres.PushDown;

/// <summary>
/// A view written in SQL, part by part: which events of a row's entity it sees, which of those each window has, and what its features make of them. Whatever the server would not compute to the same bits is a reason not
/// to write the view at all: then its rows are read here in any case.
/// </summary>
internal sealed class PushedView
{
    private const int MostFeatures = 500;

    // Compared with a column without a zone, the column is taken as UTC, which is the session's.
    private const string WithZone = "timestamptz";
    private readonly PushedSource _source;
    private readonly SpineTable _spine;
    private readonly bool _asKnown;
    private readonly List<string> _reasons = [];
    private readonly List<string> _joins = [];
    private readonly List<string> _conditions = [];
    private readonly List<FeatureSql> _features = [];
    private string? _known;

    private PushedView(PushedRead read, PushedSource source, SpineTable spine, bool asKnown) => (Read, _source, _spine, _asKnown) = (read, source, spine, asKnown);

    public PushedRead Read { get; }

    /// <summary>Gets the source's columns.</summary>
    public BoundSource Source => _source.Bound;

    /// <summary>Gets the parts of the key: the source's column, and that of the rows.</summary>
    public List<(RowColumn Event, string Row)> Keys { get; } = [];

    /// <summary>Gets the features, in the order of the read's.</summary>
    public IReadOnlyList<FeatureSql> Features => _features;

    /// <summary>Gets which events a row sees, of whichever window.</summary>
    public IEnumerable<string> Sees => _joins.Concat(_conditions);

    /// <summary>Gets what an attribute view orders events by, the latest first.</summary>
    public string Latest => Order(descending: true);

    /// <summary>Gets the column of events' times.</summary>
    public RowColumn Time => Direct(View.Definition.Source.EventTime.DirectField);

    public bool IsAttributes => View is AttributeViewPlan;

    /// <summary>Gets which event times a row of an instant sees; null in attribute views, where the server finds the latest event without looking at all.</summary>
    public Func<Instant, Interval>? Sweeps { get; private set; }

    /// <summary>Gets how the server is asked for it.</summary>
    public ViewQuery Query => field ??= new(this);

    /// <summary>Gets or sets whether its results are whole.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Gets when a row of the source is not the server's to judge; null where none can be.</summary>
    public string? Doubt
    {
        get
        {
            var unknown = View.Definition.Source.KnownAt is { Nullable: true } ? $"({_known}) IS NULL" : null;
            var any = string.Join(" OR ", _source.Columns.Values.Select(column => column.Doubt).Append(unknown).OfType<string>());
            return any.Length == 0 ? null : any;
        }
    }

    private ViewPlan View => Read.Read.View;

    /// <summary>Writes a view; null, with the reasons, where it cannot be.</summary>
    /// <param name="read">The view.</param>
    /// <param name="source">Its table.</param>
    /// <param name="spine">The rows that are asked for; gets the columns that are needed.</param>
    /// <param name="asKnown">Whether each row sees only what was known by then.</param>
    /// <param name="reason">Why it is not written.</param>
    public static PushedView? TryCreate(PushedRead read, PushedSource source, SpineTable spine, bool asKnown, out string? reason)
    {
        var view = new PushedView(read, source, spine, asKnown);
        view.Write();
        reason = view._reasons.Count == 0 ? null : string.Join("; ", view._reasons.Distinct());
        return reason is null ? view : null;
    }

    /// <summary>Makes its results as if nobody had asked.</summary>
    public void Forget(int rows)
    {
        foreach (var result in Read.Results) result.Reset(rows);
    }

    private void Write()
    {
        if (!_source.IsStill) _reasons.Add("its source is not a table of its own: what a query, a view or a foreign table gives may differ each time it is asked");
        if (Read.Results.Count > MostFeatures) _reasons.Add($"it has more than {MostFeatures} features");
        var definition = View.Definition;
        if (_source.Columns.GetValueOrDefault(definition.Source.EventTime.DirectField)?.Type is not { IsTimestamp: true }) _reasons.Add("its event time is not a column of timestamps");
        if (_reasons.Count > 0) return;
        WriteKeys();
        var sql = new RowSql(definition.Source.Schema, _source.Columns, _reasons);
        _known = definition.Source.KnownAt is { } known ? sql.Of(known) : null;
        if (definition.Source.Filter is { } filter) _conditions.Add(sql.Of(filter));
        if (definition.Filter is { } own) _conditions.Add(sql.Of(own));
        if (View is AggregationViewPlan aggregation) WriteAggregates(aggregation, sql);
        else WriteAttributes((AttributeViewPlan)View, sql);
    }

    private void WriteKeys()
    {
        foreach (var (part, key) in View.Definition.Keys.Index())
        {
            var column = _source.Columns.GetValueOrDefault(key.DirectField);
            var type = (View.KeyKinds[part], column?.Type) switch
            {
                (ValueKind.Int64, { IsInteger: true }) => "bigint",
                (ValueKind.String, { IsPlainText: true }) => _source.Collations.GetValueOrDefault(column!.Field.Column) is { } collation ? $"text COLLATE {collation}" : null,
                _ => null,
            };
            if (column is null || type is null) _reasons.Add($"its key '{key.Text}' is not a column of whole numbers, or of texts that are equal by their bytes");
            else Keys.Add((column, _spine.Key(Read.Keys[part], type)));
        }

        foreach (var (column, row) in Keys) _joins.Add($"{column.Name} = {row}");
    }

    private void WriteAttributes(AttributeViewPlan view, RowSql sql)
    {
        CheckOrder();
        foreach (var feature in Read.Read.Features) _features.Add(new(sql.Of(view.View.Attributes[view.Features[feature].Input].Value), AnswerForm.Plain));
        _joins.Add($"{Time.Name} <= {Instant("t - 0", t => t)}");
        if (_asKnown) _joins.Add(KnownBy("<="));
    }

    private void WriteAggregates(AggregationViewPlan view, RowSql sql)
    {
        if (Read.Read.Features.Any(feature => view.Aggregates[view.Features[feature].Input].Aggregate.NeedsOrder)) CheckOrder();
        WindowRange RangeOf(FeaturePlan feature) => new(feature.Window!, view.View.Hop, null);
        FeaturePlan[] features = [.. Read.Read.Features.Select(feature => view.Features[feature])];
        WindowRange[] ranges = [.. features.Select(RangeOf).Distinct()];
        Sweeps = t => new(ranges.Min(range => range.At(t).Start), ranges.Max(range => range.At(t).End));
        // What any window has; each takes its own part of it.
        if (ranges.All(range => range.Window.Length is not null)) _joins.Add($"{Time.Name} >= {Instant($"from {string.Join(' ', ranges)}", t => Sweeps(new(t)).Start.Microseconds)}");
        _joins.Add($"{Time.Name} < {Instant($"to {ranges.Min(range => range.Window.Offset)}", t => Sweeps(new(t)).End.Microseconds)}");
        if (_asKnown) _joins.Add(KnownBy("<"));
        var windows = ranges.ToDictionary(range => range, Covers);
        foreach (var feature in features)
        {
            var aggregate = view.Aggregates[feature.Input];
            var argument = aggregate.Argument < 0 ? null : sql.Of(view.Arguments[aggregate.Argument]);
            var text = FeatureSql.Of(aggregate.Aggregate, argument, windows[RangeOf(feature)], Time.Name, Order, out var reason);
            if (text is null) _reasons.Add($"feature '{feature.Name}': {reason}");
            else _features.Add(text);
        }
    }

    private string Covers(WindowRange range)
    {
        var end = $"{Time.Name} < {Instant($"to {range.Window.Offset}", t => range.At(new Instant(t)).End.Microseconds)}";
        return range.Window.Length is null ? end : $"{Time.Name} >= {Instant($"from {range}", t => range.At(new Instant(t)).Start.Microseconds)} AND {end}";
    }

    // Without a declared time a row was known a delay after its event time, so that it is known by an instant when its event time is by so much earlier.
    private string KnownBy(string sign)
    {
        var delay = View.Definition.Source.Delay.Microseconds;
        return _known is null ? $"{Time.Name} {sign} {Instant($"t - {delay}", t => t - delay)}" : $"({_known}) {sign} {_spine.Bound(WithZone, "t - 0", t => t)}";
    }

    private string Instant(string what, Func<long, long> of) => _spine.Bound(Time.Type.HasZone ? WithZone : "timestamp", what, of);

    private RowColumn Direct(int field) => _source.Columns[field];

    private void CheckOrder() => _reasons.AddRange(Read.Ties.Select(field => Direct(field).WhyNot).OfType<string>().Select(reason => $"{reason}, and it orders events of one time"));

    // The total order of events: time (of which none is null, so that an index serves), in attribute views known-at where it is declared, then the row.
    private string Order(bool descending)
    {
        var direction = descending ? "DESC" : "ASC";
        var times = _known is not null && IsAttributes ? [$"{Time.Name} {direction}", $"({_known}) {direction}"] : new[] { $"{Time.Name} {direction}" };
        return string.Join(", ", times.Concat(Read.Ties.SelectMany(field => Direct(field).Order(descending))));
    }
}
