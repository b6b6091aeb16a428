using System.Text;
using System.Text.Json;
using Quern.Planning;
using Quern.Protocol.Errors;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Schema;

namespace Quern.Protocol.Streams;

/// <summary>
/// The second pass over a data frame in Feast's shape: reads its columns into a batch with all fields of a schema. Columns that nothing needs are passed over. Two columns may give one field,
/// as when two features are the same field: then they must agree.
/// </summary>
public sealed class FrameColumns
{
    private readonly RowSchema _schema;
    private readonly IReadOnlyList<FrameColumn> _known;
    private readonly IReadOnlyCollection<string> _computed;
    private readonly int[] _lengths;
    private readonly SortedDictionary<int, string> _wrong = [];

    private FrameColumns(RowSchema schema, IReadOnlyList<FrameColumn> known, IReadOnlyCollection<string> computed)
    {
        (_schema, _known, _computed, _lengths) = (schema, known, computed, new int[known.Count]);
        Array.Fill(_lengths, -1);
    }

    /// <summary>Reads the columns of a push: the fields by their own names.</summary>
    /// <param name="schema">What an event is.</param>
    /// <param name="columns">A valid JSON object: <see cref="FrameHead.Columns"/>.</param>
    /// <param name="findings">Gets everything that is wrong with them; null while nothing is.</param>
    public static EventBatch ReadPush(RowSchema schema, ReadOnlySpan<byte> columns, ref List<RequestFinding>? findings) =>
        new FrameColumns(schema, FrameColumn.OfStream(schema), []).Read(columns, ref findings);

    /// <summary>Reads the columns of rows for a view: its join keys and features, <c>event_timestamp</c> and <c>created</c>, and the fields by their own names.</summary>
    /// <param name="schema">What an event of the view's source is.</param>
    /// <param name="view">The view.</param>
    /// <param name="columns">A valid JSON object: <see cref="FrameHead.Columns"/>.</param>
    /// <param name="findings">Gets everything that is wrong with them; null while nothing is.</param>
    public static EventBatch ReadWrite(RowSchema schema, ViewPlan view, ReadOnlySpan<byte> columns, ref List<RequestFinding>? findings)
    {
        var computed = new List<string>();
        return new FrameColumns(schema, FrameColumn.OfView(schema, view, computed), computed).Read(columns, ref findings);
    }

    private EventBatch Read(ReadOnlySpan<byte> columns, ref List<RequestFinding>? findings)
    {
        var json = new Utf8JsonReader(columns);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var column = Find(ref json);
            if (column < 0) CheckComputed(ref json, ref findings);
            json.Read();
            if (column >= 0) ReadColumn(column, ref json, ref findings);
            json.Skip();
        }

        var rows = CheckLengths(ref findings);
        var batch = new EventBatch(_schema) { Count = rows };
        for (var field = 0; field < _schema.Fields.Count; field++) Fill(batch, field, rows, ref findings);
        foreach (var (row, reason) in _wrong) RequestErrors.Add(ref findings, PushErrors.UnreadRow(row, reason));
        return batch;
    }

    private int Find(ref Utf8JsonReader json)
    {
        for (var column = 0; column < _known.Count; column++)
            if (json.IsNamed(_known[column].Utf8))
                return column;
        return -1;
    }

    private void CheckComputed(ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        foreach (var name in _computed)
            if (json.IsNamed(Encoding.UTF8.GetBytes(name)))
                RequestErrors.Add(ref findings, PushErrors.ComputedColumn(name, _schema.Fields.Select(field => field.Column)));
    }

    private void ReadColumn(int column, ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        var (name, place, reader) = (_known[column].Name, _known[column].Field, _known[column].Reader);
        if (_lengths[column] >= 0)
        {
            RequestErrors.Add(ref findings, RequestErrors.Duplicate("Column", name, isColumn: false));
            return;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            RequestErrors.Add(ref findings, RequestErrors.WrongShape($"df.{name}", "an array with one value for each row", JsonNames.Of(json.TokenType)));
            // It is told once, as what it is, and not again as a column that is missing or of another length.
            _lengths[column] = int.MaxValue;
            return;
        }

        var rows = 0;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; rows++)
        {
            if (json.TokenType != JsonTokenType.Null && reader.TryAppend(ref json)) continue;
            reader.Column.AppendNull();
            if (json.TokenType != JsonTokenType.Null) AddWrong(rows, EventProblems.Wrong(name, reader, JsonNames.Shown(ref json)));
            else if (!_schema.Fields[place].Nullable) AddWrong(rows, EventProblems.Null(name, reader));
            json.Skip();
        }

        _lengths[column] = rows;
    }

    private void AddWrong(int row, string problem) => _wrong[row] = _wrong.TryGetValue(row, out var others) ? $"{others} {problem}" : problem;

    private int CheckLengths(ref List<RequestFinding>? findings)
    {
        int[] given = [.. Enumerable.Range(0, _known.Count).Where(column => _lengths[column] is >= 0 and < int.MaxValue)];
        if (given.Length == 0) return 0;
        var rows = given.Max(column => _lengths[column]);
        if (given.Any(column => _lengths[column] != rows))
            RequestErrors.Add(ref findings, RequestErrors.Ragged("df", string.Join(", ", given.Select(column => $"'{_known[column].Name}' has {_lengths[column]}")) + "."));
        return rows;
    }

    private void Fill(EventBatch batch, int field, int rows, ref List<RequestFinding>? findings)
    {
        int[] columns = [.. Enumerable.Range(0, _known.Count).Where(column => _known[column].Field == field)];
        int[] given = [.. columns.Where(column => _lengths[column] >= 0)];
        if (given.Length == 0)
        {
            if (!_schema.Fields[field].Nullable) RequestErrors.Add(ref findings, Missing(field, columns));
            for (var row = 0; row < rows; row++) batch[field].AppendNull();
            return;
        }

        batch[field].AppendRows(_known[given[0]].Reader.Column, 0, _known[given[0]].Reader.Column.Count);
        foreach (var other in given[1..])
            for (var row = 0; row < Math.Min(batch[field].Count, _known[other].Reader.Column.Count); row++)
                if (batch[field][row] != _known[other].Reader.Column[row])
                    AddWrong(row, $"Columns '{_known[given[0]].Name}' and '{_known[other].Name}' are one field of the event and differ.");
    }

    private RequestFinding Missing(int field, int[] columns)
    {
        var name = columns.Length > 0 ? _known[columns[0]].Name : _schema.Fields[field].Column;
        return columns.Length > 0
            ? RequestErrors.MissingField($"df.{name}", $"Add \"{name}\": [...] with values that are {_known[columns[0]].Reader.Expected}.")
            : PushErrors.HiddenField(name);
    }
}
