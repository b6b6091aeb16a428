using System.Collections;
using System.Text.Json;

namespace Quern.Client;

/// <summary>
/// Rows as columns: entities, or the labels of a training set. A value is null, a truth value, a number, a text, a time (of a <see cref="DateTime"/> that is not local UTC is assumed), or
/// numbers that make an embedding.
/// </summary>
public sealed class Columns : IEnumerable<KeyValuePair<string, IReadOnlyList<object?>>>
{
    private readonly List<KeyValuePair<string, IReadOnlyList<object?>>> _columns = [];

    /// <summary>One row.</summary>
    public static Columns Row(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var row = new Columns();
        foreach (var (name, value) in values) row._columns.Add(new(name, [value]));
        return row;
    }

    /// <summary>Adds a column of values that are written out: <c>{ "origin", "ORD", "SFO" }</c>.</summary>
    public void Add(string name, params object?[] values)
    {
        if (values is [IEnumerable and not (string or IEnumerable<float>)]) throw new ArgumentException($"Column '{name}' would have one value, which is a list. Use AddRange for a list of values.", nameof(values));
        _columns.Add(new(name, values));
    }

    /// <summary>Adds a column of the values of a list.</summary>
    public Columns AddRange<T>(string name, IEnumerable<T> values)
    {
        _columns.Add(new(name, [.. values.Cast<object?>()]));
        return this;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, IReadOnlyList<object?>>> GetEnumerator() => _columns.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, values) in _columns)
        {
            json.WriteStartArray(name);
            foreach (var value in values) Write(json, name, value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case byte or sbyte or short or ushort or int or uint or long: json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)); break;
            case double real when double.IsFinite(real): json.WriteNumberValue(real); break;
            case float real when float.IsFinite(real): json.WriteNumberValue(real); break;
            case decimal number: json.WriteNumberValue(number); break;
            case DateTimeOffset time: json.WriteStringValue(time); break;
            case DateTime time: json.WriteStringValue(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc)); break;
            case DateOnly day: json.WriteStringValue(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)); break;
            case IEnumerable<float> numbers: WriteNumbers(json, name, numbers); break;
            default: throw new ArgumentException($"Column '{name}' has the value '{value}' ({value.GetType().Name}), which cannot be sent.", nameof(value));
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<float> numbers)
    {
        json.WriteStartArray();
        foreach (var number in numbers) Write(json, name, number);
        json.WriteEndArray();
    }
}
