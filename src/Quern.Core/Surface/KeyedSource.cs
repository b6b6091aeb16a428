using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Quern.Definitions;
using Quern.Schema;
using Quern.Values;

namespace Quern;

/// <summary>Events by what they are about. Made by <see cref="Source{T}.By"/>; immutable: each call gives another.</summary>
public sealed class KeyedSource<T>
{
    private readonly Source<T> _source;
    private readonly Entity _entity;
    private readonly IReadOnlyList<LambdaExpression> _keys;

    internal KeyedSource(Source<T> source, Entity entity, IReadOnlyList<LambdaExpression> keys) => (_source, _entity, _keys) = (source, entity, keys);

    private LambdaExpression? Filter { get; init; }

    private IReadOnlyList<string> WindowTexts { get; init; } = [];

    /// <summary>Only the rows for which the filter is true; several calls must all be true.</summary>
    public KeyedSource<T> Where(Expression<Func<T, bool>> filter) => new(_source, _entity, _keys) { Filter = ExpressionReader.Both(Filter, filter), WindowTexts = WindowTexts };

    /// <summary>The windows of every aggregate that has none of its own: <c>1h</c>, <c>7d</c>, <c>lifetime</c>, <c>7d offset 7d</c>.</summary>
    public KeyedSource<T> Windows(params string[] windows) => new(_source, _entity, _keys) { Filter = Filter, WindowTexts = [.. WindowTexts, .. windows] };

    /// <summary>A window over the whole past, besides those of <see cref="Windows"/>.</summary>
    public KeyedSource<T> Lifetime() => Windows("lifetime");

    /// <summary>A view of aggregates over windows. Each feature is named after its member and its window: <c>MeanDelay</c> over <c>7d</c> is <c>mean_delay_7d</c>.</summary>
    /// <param name="shape">Gives an object with a member for each aggregate: <c>w => new { Departures = w.Count() }</c>.</param>
    /// <param name="name">The view's name; by default the property's, in snake case.</param>
    public FeatureView Aggregate<TShape>(Func<Aggregates<T>, TShape> shape, [CallerMemberName] string name = "")
    {
        var view = SnakeCase.Of(name);
        var (what, findings) = ($"view '{view}'", new List<Finding>(_source.Findings));
        var expressions = new ExpressionReader(_source.Definition.Schema, findings);
        var members = AggregatesIn(shape(new Aggregates<T>()));
        if (members is null) findings.Add(DefinitionFindings.BadShape(what, nameof(Aggregate)));
        var definition = new AggregationViewDefinition
        {
            Name = view,
            Source = _source.Definition,
            Entity = _entity.Definition,
            Keys = ReadKeys(expressions, what),
            Filter = CountedFilter() is { } filter ? expressions.Read(filter, $"{what}, filter") : null,
            Windows = DurationText.ReadWindows(WindowTexts, what, findings),
            Aggregates = [.. (members ?? []).Select(member => member.Aggregate.Build(member.Name, $"{what}, aggregate '{member.Name}'", expressions, findings))],
        };
        return new(definition, findings);
    }

    /// <summary>A view of columns of the latest row.</summary>
    /// <param name="shape">Gives an object with a member for each column: <c>a => new { a.City, Zone = a.TimeZone }</c>.</param>
    /// <param name="name">The view's name; by default the property's, in snake case.</param>
    public FeatureView Latest<TShape>(Expression<Func<T, TShape>> shape, [CallerMemberName] string name = "")
    {
        var view = SnakeCase.Of(name);
        var (what, findings) = ($"view '{view}'", new List<Finding>(_source.Findings));
        var expressions = new ExpressionReader(_source.Definition.Schema, findings);
        var members = ExpressionReader.Members(shape);
        if (members is null) findings.Add(DefinitionFindings.BadShape(what, nameof(Latest)));
        if (WindowTexts.Count > 0) findings.Add(DefinitionFindings.WrongKind(what, nameof(Windows), "a view of attributes"));
        var definition = new AttributeViewDefinition
        {
            Name = view,
            Source = _source.Definition,
            Entity = _entity.Definition,
            Keys = ReadKeys(expressions, what),
            Filter = LatestFilter() is { } filter ? expressions.Read(filter, $"{what}, filter") : null,
            Attributes = [.. (members ?? []).Select(member => Attribute(SnakeCase.Of(member.Name), UntilDeleted(member.Part), expressions, what))],
        };
        return new(definition, findings);
    }

    // A deletion is no event.
    private LambdaExpression? CountedFilter() => _source.Deleted is { } deleted ? ExpressionReader.Both(Filter, ExpressionReader.Not(deleted)) : Filter;

    // A deletion is the latest row whatever its other columns say, which are often empty.
    private LambdaExpression? LatestFilter() => _source.Deleted is { } deleted && Filter is not null ? ExpressionReader.Either(deleted, Filter) : Filter;

    private LambdaExpression UntilDeleted(LambdaExpression part) => _source.Deleted is { } deleted ? ExpressionReader.Where(part, ExpressionReader.Not(deleted)) : part;

    private static IReadOnlyList<(string Name, WindowAggregate<T> Aggregate)>? AggregatesIn<TShape>(TShape shape)
    {
        if (shape is null) return null;
        var members = new List<(string, WindowAggregate<T>)>();
        foreach (var property in typeof(TShape).GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.MetadataToken))
        {
            if (property.GetValue(shape) is not WindowAggregate<T> aggregate) return null;
            members.Add((SnakeCase.Of(property.Name), aggregate));
        }

        return members.Count == 0 ? null : members;
    }

    private static AttributeDefinition Attribute(string name, LambdaExpression part, ExpressionReader expressions, string what)
    {
        var value = expressions.Read(part, $"{what}, attribute '{name}'");
        return new(name, value, FeatureTypes.Of(DataType.Scalar(value.Kind)));
    }

    private IReadOnlyList<RowExpression> ReadKeys(ExpressionReader expressions, string what)
    {
        var keys = _keys is [var only] && ExpressionReader.Members(only) is { } parts ? parts.Select(part => part.Part) : _keys;
        return [.. keys.Select((key, i) => expressions.Read(key, $"{what}, key {i + 1}"))];
    }
}
