using System.Runtime.CompilerServices;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Values;

namespace Quern.Testing;

/// <summary>The key and request fields of a question: by position for the first join keys, or by name.</summary>
internal sealed class GivenFields
{
    private readonly object?[] _keys;
    private readonly IReadOnlyDictionary<string, object?> _named;

    private GivenFields(object?[] keys, IReadOnlyDictionary<string, object?> named) => (_keys, _named) = (keys, named);

    public static GivenFields None { get; } = new([], new Dictionary<string, object?>());

    /// <summary>Whether an object stands for its members, as anonymous ones and dictionaries do.</summary>
    public static bool IsNamed(object value) =>
        value is IReadOnlyDictionary<string, object?> || (value.GetType().IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && value.GetType().Name.Contains("Anonymous", StringComparison.Ordinal));

    public GivenFields Keyed(object?[] keys) => new(keys, _named);

    public GivenFields Named(object fields)
    {
        var all = new Dictionary<string, object?>(_named);
        foreach (var (name, value) in Members.Of(fields)) all[name] = value;
        return new(_keys, all);
    }

    /// <summary>A column of one row for each join key and each request field of a service.</summary>
    /// <exception cref="ArgumentException">Something is given that the service does not take, or is of another kind.</exception>
    public (Column[] Keys, Column[] Requests) Columns(ServicePlan service)
    {
        RequestField[] fields = [.. service.JoinKeys, .. service.Requests];
        var names = string.Join(", ", fields.Select(field => field.Name));
        if (_keys.Length > service.JoinKeys.Count) throw new ArgumentException($"A key of {_keys.Length} parts is given; there is only: {names}.");
        if (_named.Keys.FirstOrDefault(name => fields.All(field => field.Name != name)) is { } unknown) throw new ArgumentException($"There is no key or request field '{unknown}'; there is: {names}.");
        Column[] columns = [.. fields.Select((field, i) => ColumnOf(field, i < _keys.Length ? _keys[i] : _named.GetValueOrDefault(field.Name)))];
        return (columns[..service.JoinKeys.Count], columns[service.JoinKeys.Count..]);
    }

    public override string ToString() => string.Join(", ", [.. _keys.Select(ValueText.Of), .. _named.Select(field => $"{field.Key}={ValueText.Of(field.Value)}")]);

    private static Column ColumnOf(RequestField field, object? value)
    {
        var column = Column.Create(field.Kind);
        try
        {
            RecordField.Append(value, column);
        }
        catch (Exception exception) when (exception is InvalidCastException or FormatException or OverflowException)
        {
            throw new ArgumentException($"'{field.Name}' is {DataType.Scalar(field.Kind)}, and {ValueText.Of(value)} is given.", exception);
        }

        return column;
    }
}
