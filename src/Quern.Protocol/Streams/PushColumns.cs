using System.Text.Json;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;
using Quern.Schema;

namespace Quern.Protocol.Streams;

/// <summary>The second pass over a push in Feast's shape: reads its columns into a batch with all fields of a schema. Columns that no field has are passed over.</summary>
public static class PushColumns
{
    /// <summary>Reads the columns.</summary>
    /// <param name="schema">What a row is.</param>
    /// <param name="columns">A valid JSON object: <see cref="PushHead.Columns"/>.</param>
    /// <param name="findings">Gets everything that is wrong with them; null while nothing is.</param>
    public static EventBatch Read(RowSchema schema, ReadOnlySpan<byte> columns, ref List<RequestFinding>? findings)
    {
        var target = new EventColumns(schema);
        var lengths = new int[schema.Fields.Count];
        var wrong = new SortedDictionary<int, string>();
        Array.Fill(lengths, -1);
        var json = new Utf8JsonReader(columns);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = target.Find(ref json, 0);
            json.Read();
            if (field >= 0) lengths[field] = ReadColumn(target, field, lengths[field], wrong, ref json, ref findings);
            json.Skip();
        }

        target.Batch.Count = Complete(target, lengths, ref findings);
        foreach (var (row, reason) in wrong) RequestErrors.Add(ref findings, PushErrors.UnreadRow(row, reason));
        return target.Batch;
    }

    private static int ReadColumn(EventColumns target, int field, int before, SortedDictionary<int, string> wrong, ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        var (reader, name) = (target.Readers[field], target[field].Column);
        if (before >= 0) RequestErrors.Add(ref findings, RequestErrors.Duplicate("Column", name, isColumn: false));
        if (json.TokenType != JsonTokenType.StartArray)
        {
            RequestErrors.Add(ref findings, RequestErrors.WrongShape($"df.{name}", "an array with one value for each row", JsonNames.Of(json.TokenType)));
            return before;
        }

        var rows = 0;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; rows++)
        {
            if (json.TokenType != JsonTokenType.Null && reader.TryAppend(ref json)) continue;
            reader.Column.AppendNull();
            if (json.TokenType != JsonTokenType.Null) Add(wrong, rows, EventProblems.Wrong(name, reader, JsonNames.Shown(ref json)));
            else if (!target[field].Nullable) Add(wrong, rows, EventProblems.Null(name, reader));
            json.Skip();
        }

        return rows;
    }

    private static void Add(SortedDictionary<int, string> wrong, int row, string problem) => wrong[row] = wrong.TryGetValue(row, out var others) ? $"{others} {problem}" : problem;

    private static int Complete(EventColumns target, int[] lengths, ref List<RequestFinding>? findings)
    {
        var rows = lengths.Max();
        if (lengths.Any(length => length >= 0 && length != rows))
            RequestErrors.Add(ref findings, RequestErrors.Ragged("df", string.Join(", ", lengths.Select((length, field) => (length, target[field].Column)).Where(item => item.length >= 0).Select(item => $"'{item.Column}' has {item.length}")) + "."));
        for (var field = 0; field < lengths.Length; field++)
        {
            if (lengths[field] >= 0) continue;
            if (!target[field].Nullable) RequestErrors.Add(ref findings, RequestErrors.MissingField($"df.{target[field].Column}", $"Add \"{target[field].Column}\": [...] with values that are {target.Readers[field].Expected}."));
            for (var row = 0; row < rows; row++) target.Batch[field].AppendNull();
        }

        return Math.Max(0, rows);
    }
}
