using System.Linq.Expressions;
using Quern.Definitions;
using Quern.Definitions.Expressions;
using Quern.Schema;
using Quern.Time;

namespace Quern;

/// <summary>Says what there is to say about a source. Each call returns the same builder.</summary>
public sealed partial class SourceBuilder<T>
{
    private readonly string _what;
    private readonly string _name;
    private readonly RowSchema _schema;
    private readonly List<Finding> _findings = [];
    private readonly ExpressionReader _expressions;
    private RowExpression? _eventTime;
    private RowExpression? _knownAt;
    private RowExpression? _eventKey;
    private LambdaExpression? _filter;
    private LambdaExpression? _deleted;
    private Duration _delay;
    private string? _stream;
    private string? _connection;
    private long? _version;
    private Labels _labels = Labels.None;

    internal SourceBuilder(string name)
    {
        (_name, _what) = (name, $"source '{name}'");
        _schema = RowSchemaReader.Read(typeof(T), _findings);
        _expressions = new(_schema, _findings);
    }

    /// <summary>When a row happened.</summary>
    public SourceBuilder<T> EventTime(Expression<Func<T, DateTimeOffset>> time) => EventTimeOf(time);

    /// <summary>When a row happened; a row in which it is null is a bad row.</summary>
    public SourceBuilder<T> EventTime(Expression<Func<T, DateTimeOffset?>> time) => EventTimeOf(time);

    /// <summary>When a row happened, in UTC.</summary>
    public SourceBuilder<T> EventTime(Expression<Func<T, DateTime>> time) => EventTimeOf(time);

    /// <summary>When a row happened, as a whole number of units since 1970-01-01T00:00:00Z.</summary>
    public SourceBuilder<T> EventTime(Expression<Func<T, long>> count, EpochUnit unit)
    {
        var time = Expression.Call(typeof(EpochTime), nameof(EpochTime.From), null, count.Body, Expression.Constant(unit));
        return EventTimeOf(Expression.Lambda(time, count.Parameters));
    }

    /// <summary>When a row could first be known; without it, at its event time plus the delay.</summary>
    public SourceBuilder<T> KnownAt(Expression<Func<T, DateTimeOffset>> time) => KnownAtOf(time);

    /// <summary>When a row could first be known, in UTC; without it, at its event time plus the delay.</summary>
    public SourceBuilder<T> KnownAt(Expression<Func<T, DateTime>> time) => KnownAtOf(time);

    /// <summary>When a row could first be known; a row in which it is null is a bad row.</summary>
    public SourceBuilder<T> KnownAt(Expression<Func<T, DateTimeOffset?>> time) => KnownAtOf(time);

    /// <summary>How long after its event time a row is known, where <c>KnownAt</c> does not say: <c>2h</c>. By default not at all.</summary>
    public SourceBuilder<T> Delay(string duration)
    {
        _delay = DurationText.Read(duration, _what, nameof(Delay), _findings);
        return this;
    }

    /// <summary>Only the rows for which the filter is true; several calls must all be true.</summary>
    public SourceBuilder<T> Where(Expression<Func<T, bool>> filter)
    {
        _filter = ExpressionReader.Both(_filter, filter);
        return this;
    }

    /// <summary>What identifies an event: a later row with the same key replaces the earlier one. Without it every row is an event of its own.</summary>
    public SourceBuilder<T> EventKey<TKey>(Expression<Func<T, TKey>> key)
    {
        _eventKey = _expressions.Read(key, $"{_what}, event key");
        return this;
    }

    /// <summary>
    /// Which rows tell that what their key names has been deleted, as those of a database's change log: from their event time on the attributes of a view are null, and no aggregate counts them.
    /// </summary>
    public SourceBuilder<T> DeletedWhen(Expression<Func<T, bool>> test)
    {
        _deleted = test;
        return this;
    }

    /// <summary>Which version of a Delta table is read; without it the last one.</summary>
    public SourceBuilder<T> AtVersion(long version)
    {
        _version = version;
        return this;
    }

    /// <summary>The name under which the same rows arrive live.</summary>
    public SourceBuilder<T> Stream(string name)
    {
        _stream = name;
        return this;
    }

    /// <summary>What the source is, in a sentence.</summary>
    public SourceBuilder<T> Describe(string description) => Label(_labels with { Description = description });

    /// <summary>Who answers for it.</summary>
    public SourceBuilder<T> Owner(string owner) => Label(_labels with { Owner = owner });

    /// <summary>A free key and value.</summary>
    public SourceBuilder<T> Tag(string key, string value) => Label(_labels.Tagged(key, value));

    internal SourceBuilder<T> Through(string connection)
    {
        _connection = connection;
        return this;
    }

    internal Source<T> Build(SourceFormat format, string location, IReadOnlyList<Source> inputs)
    {
        if (_eventTime is null) _findings.Add(DefinitionFindings.NoEventTime(_name));
        if (_version is not null && format != SourceFormat.Delta) _findings.Add(DefinitionFindings.NoVersions(_name, format));
        if (_connection is not null) DatabaseRules.Check(_name, format, _connection, location, _findings);
        var definition = new SourceDefinition
        {
            Name = _name,
            Schema = _schema,
            Format = format,
            Location = location,
            Connection = _connection,
            Version = _version,
            Inputs = [.. inputs.Select(input => input.Definition)],
            EventTime = _eventTime ?? RowExpression.Unusable((DateTimeOffset row) => row),
            KnownAt = _knownAt,
            Delay = _delay,
            Filter = _filter is null ? null : _expressions.Read(_filter, $"{_what}, filter"),
            EventKey = _eventKey,
            Expectations = Expectations(),
            SeriesExpectations = SeriesExpectations(),
            Stream = _stream,
            Labels = _labels,
        };
        return new(definition, [.. inputs.SelectMany(input => input.Findings), .. _findings], _deleted);
    }

    private SourceBuilder<T> EventTimeOf(LambdaExpression time)
    {
        _eventTime = _expressions.Read(time, $"{_what}, event time");
        return this;
    }

    private SourceBuilder<T> KnownAtOf(LambdaExpression time)
    {
        _knownAt = _expressions.Read(time, $"{_what}, known at");
        return this;
    }

    private SourceBuilder<T> Label(Labels labels)
    {
        _labels = labels;
        return this;
    }
}
