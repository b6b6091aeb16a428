using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Quern.Schema;
using Quern.Values;

namespace Quern.Connectors.Postgres;

/// <summary>How rows of a table become events of a record: columns find each other by name. An event is written as JSON, the form in which it can be mended and pushed when it is refused. For one thread.</summary>
internal sealed class RowMap
{
    private const int Absent = -1;
    private const int Operation = -2;
    private const int CommitTime = -3;
    private readonly RowSchema _schema;
    private readonly PostgresTable _table;
    private readonly int[] _columns;
    private readonly JsonEncodedText[] _names;
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly Utf8JsonWriter _json;

    private RowMap(RowSchema schema, PostgresTable table, int[] columns)
    {
        (_schema, _table, _columns) = (schema, table, columns);
        _names = [.. schema.Fields.Select(field => JsonEncodedText.Encode(field.Column, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
        _json = new(_text, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>Whether it is of these very ones still.</summary>
    public bool IsOf(RowSchema schema, PostgresTable table) => ReferenceEquals(_schema, schema) && ReferenceEquals(_table, table);

    /// <summary>Maps a table to a record.</summary>
    /// <param name="settings">Which columns are filled from beside the row.</param>
    /// <param name="stream">The stream that the record is of.</param>
    /// <param name="schema">The record.</param>
    /// <param name="table">The table.</param>
    /// <param name="warn">Told of columns that the table does not have and that may be null.</param>
    /// <exception cref="QuernException">They do not fit each other; the finding has all reasons.</exception>
    public static RowMap Make(PostgresSettings settings, string stream, RowSchema schema, PostgresTable table, Action<Finding> warn)
    {
        var (problems, missing) = (new List<string>(), new List<string>());
        var columns = new int[schema.Fields.Count];
        for (var i = 0; i < columns.Length; i++) columns[i] = Find(settings, schema.Fields[i], table, problems, missing);
        if (problems.Count > 0) throw new QuernException(PostgresFindings.DoesNotFit(settings.FullName, schema.Name, stream, problems));
        if (missing.Count > 0) warn(PostgresFindings.Missing(settings.FullName, schema.Name, missing));
        return new(schema, table, columns);
    }

    /// <summary>The first column of the record that a row has no value of, because it did not change; null when there is none.</summary>
    public string? FindUnchanged(RowValues row)
    {
        for (var i = 0; i < _columns.Length; i++)
            if (_columns[i] >= 0 && row.IsUnchanged(_columns[i]))
                return _schema.Fields[i].Column;
        return null;
    }

    /// <summary>An event as JSON; valid until the next call.</summary>
    /// <param name="row">The row.</param>
    /// <param name="operation">What was done with it.</param>
    /// <param name="time">When that was committed.</param>
    public ReadOnlySpan<byte> Write(RowValues row, string operation, DateTime time)
    {
        _text.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        for (var i = 0; i < _columns.Length; i++)
        {
            if (_columns[i] == Absent || (_columns[i] >= 0 && row.IsUnchanged(_columns[i]))) continue;
            _json.WritePropertyName(_names[i]);
            if (_columns[i] == Operation) _json.WriteStringValue(operation);
            else if (_columns[i] == CommitTime) _json.WriteStringValue(time);
            else WriteValue(row, _columns[i]);
        }

        _json.WriteEndObject();
        _json.Flush();
        return _text.WrittenSpan;
    }

    private static int Find(PostgresSettings settings, Field field, PostgresTable table, List<string> problems, List<string> missing)
    {
        var column = -1;
        for (var i = 0; i < table.Columns.Count; i++)
            if (table.Columns[i].Name == field.Column)
                column = i;
        if (field.Column == settings.Operation || field.Column == settings.CommitTime)
        {
            var (name, kind, filled) = field.Column == settings.Operation ? ("operation", ValueKind.String, Operation) : ("commit_time", ValueKind.Timestamp, CommitTime);
            if (column >= 0) problems.Add($"'{field.Column}' is a column of the table too; \"{name}\" needs one of its own.");
            else if (field.Kind != kind) problems.Add($"'{field.Column}' gets \"{name}\", so '{field.Member}' must be a {(kind == ValueKind.String ? "string" : "DateTimeOffset")}.");
            return filled;
        }

        if (column < 0)
        {
            if (field.Nullable) missing.Add(field.Column);
            else problems.Add($"'{field.Column}' is no column of the table, and '{field.Member}' may not be null.");
            return Absent;
        }

        var (type, isKey) = (table.Columns[column].Type, table.Columns[column].IsKey);
        if (!type.Fits(field))
            problems.Add($"'{field.Column}' is {type.Name}, which '{field.Member}' cannot take; {(type.Member is { } member ? $"{member} can." : "no member can: leave it out.")}");
        if (!field.Nullable && !isKey && settings.Operation is not null && !table.IsWhole)
            problems.Add($"'{field.Column}' is not in what a deletion has, the key: write '{field.Member}' with a ?, or ALTER TABLE {settings.FullName} REPLICA IDENTITY FULL.");
        return column;
    }

    private void WriteValue(RowValues row, int column)
    {
        var text = row[column];
        var type = _table.Columns[column].Type;
        if (row.IsNull(column)) _json.WriteNullValue();
        else if (type.IsBoolean) _json.WriteBooleanValue(text.SequenceEqual("t"u8));
        else if (type.IsEmbedding && text is [_, .. var numbers, _]) WriteNumbers(numbers);
        else if (type.IsNumber && text is [(byte)'-', >= (byte)'0' and <= (byte)'9', ..] or [>= (byte)'0' and <= (byte)'9', ..]) _json.WriteRawValue(text, skipInputValidation: true);
        else _json.WriteStringValue(text);
    }

    // What is no number, a null or NaN, stays as a text, for which the event is refused.
    private void WriteNumbers(ReadOnlySpan<byte> numbers)
    {
        _json.WriteStartArray();
        foreach (var range in numbers.Split((byte)','))
        {
            var number = numbers[range];
            if (number is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..] and [.., >= (byte)'0' and <= (byte)'9']) _json.WriteRawValue(number, skipInputValidation: true);
            else if (!number.IsEmpty) _json.WriteStringValue(number);
        }

        _json.WriteEndArray();
    }
}
