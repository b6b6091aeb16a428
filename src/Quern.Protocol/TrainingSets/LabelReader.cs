using System.Text.Json;
using Quern.Planning;
using Quern.Protocol.Columns;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;
using Quern.Values;

namespace Quern.Protocol.TrainingSets;

/// <summary>The rows of a training set as a request has them: columns or rows of JSON, made into typed columns of one length.</summary>
public sealed class LabelReader
{
    /// <summary>The column with the instants, where the request does not name another.</summary>
    public const string UsualTime = "event_timestamp";

    private readonly ServicePlan _plan;
    private readonly string _time;
    private readonly Dictionary<string, ValueKind> _kinds = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, LabelColumn> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<LabelColumn> _columns = [];
    private readonly HashSet<string> _doubled = new(StringComparer.OrdinalIgnoreCase);

    private LabelReader(ServicePlan plan, string time)
    {
        (_plan, _time) = (plan, time);
        foreach (var field in plan.JoinKeys.Concat(plan.Requests)) _kinds[field.Name] = field.Kind;
        _kinds[time] = ValueKind.Timestamp;
    }

    /// <summary>Reads labels.</summary>
    /// <param name="labels">The JSON, known to be valid.</param>
    /// <param name="plan">What they are for.</param>
    /// <param name="time">The column with the instants; null for the usual one.</param>
    /// <param name="findings">Gets everything that is wrong; null while nothing is.</param>
    /// <returns>The columns in the order in which they were met; of use only while nothing is found.</returns>
    public static IReadOnlyList<(string Name, Column Values)> Read(ReadOnlySpan<byte> labels, ServicePlan plan, string? time, ref List<RequestFinding>? findings)
    {
        var reader = new LabelReader(plan, time ?? UsualTime);
        var json = new Utf8JsonReader(labels);
        json.Read();
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            RequestErrors.Add(ref findings, TrainingSetErrors.NotLabels($"It is {JsonNames.Of(json.TokenType)}."));
            return [];
        }

        try
        {
            if (json.TokenType == JsonTokenType.StartObject) reader.ReadColumns(ref json, ref findings);
            else reader.ReadRows(ref json, ref findings);
        }
        catch (InvalidOperationException)
        {
            RequestErrors.Add(ref findings, TrainingSetErrors.NotLabels("A name holds half of a surrogate pair."));
            return [];
        }

        reader.Check(ref findings);
        return [.. reader._columns.Select(column => (column.Name, column.Values))];
    }

    private void ReadColumns(ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        var areArrays = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var columns = _columns.Count;
            var column = Open(ref json);
            json.Read();
            if (columns == _columns.Count) _doubled.Add(column.Name);
            if (json.TokenType != JsonTokenType.StartArray)
            {
                areArrays = false;
                RequestErrors.Add(ref findings, TrainingSetErrors.NotLabels($"Column '{column.Name}' is {JsonNames.Of(json.TokenType)}, not an array."));
            }

            if (json.TokenType != JsonTokenType.StartArray || columns == _columns.Count) json.Skip();
            else
                while (json.Read() && json.TokenType != JsonTokenType.EndArray) column.Take(ref json);
        }

        if (areArrays && _columns.Select(column => column.Count).Distinct().Count() > 1)
            RequestErrors.Add(ref findings, RequestErrors.Ragged("labels", string.Join(", ", _columns.Select(column => $"'{column.Name}' has {column.Count}")) + "."));
    }

    private void ReadRows(ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        var rows = 0;
        var isTold = false;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; rows++)
            if (json.TokenType == JsonTokenType.StartObject) ReadRow(ref json, rows);
            else
            {
                if (!isTold) RequestErrors.Add(ref findings, TrainingSetErrors.NotLabels($"Row {rows} is {JsonNames.Of(json.TokenType)}, not an object."));
                isTold = true;
                json.Skip();
            }

        foreach (var column in _columns) column.FillTo(rows);
    }

    private void ReadRow(ref Utf8JsonReader json, int row)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var column = Open(ref json);
            json.Read();
            column.FillTo(row);
            if (column.Count == row) column.Take(ref json);
            else
            {
                _doubled.Add(column.Name);
                json.Skip();
            }
        }
    }

    // The column of a name, which is new unless it was met before.
    private LabelColumn Open(ref Utf8JsonReader json)
    {
        var name = json.GetString()!;
        if (_byName.TryGetValue(name, out var column)) return column;
        column = new(name, _kinds.TryGetValue(name, out var kind) ? kind : null);
        _byName.Add(name, column);
        _columns.Add(column);
        return column;
    }

    private void Check(ref List<RequestFinding>? findings)
    {
        if (!_byName.TryGetValue(_time, out var time)) RequestErrors.Add(ref findings, TrainingSetErrors.NoTime(_time));
        foreach (var (fields, isKey) in new[] { (_plan.JoinKeys, true), (_plan.Requests, false) })
            foreach (var field in fields)
                if (!_byName.ContainsKey(field.Name))
                    RequestErrors.Add(ref findings, TrainingSetErrors.Missing(field.Name, ColumnReader.For(field.Kind).Expected, isKey));
        foreach (var name in _doubled) RequestErrors.Add(ref findings, TrainingSetErrors.Duplicate(name));
        foreach (var column in _columns) Check(column, ref findings);
        if (time is { Values: { HasNulls: true } instants } && findings is null) RequestErrors.Add(ref findings, TrainingSetErrors.NullTimes(time.Name, instants.Nulls.IndexOf(true)));
    }

    private void Check(LabelColumn column, ref List<RequestFinding>? findings)
    {
        if (column.Name.Length == 0 || column.Name.Any(char.IsControl)) RequestErrors.Add(ref findings, TrainingSetErrors.BadName(column.Name));
        if (_plan.Outputs.Any(output => string.Equals(output.Name, column.Name, StringComparison.OrdinalIgnoreCase))) RequestErrors.Add(ref findings, TrainingSetErrors.IsFeature(column.Name));
        column.Tell(ref findings);
    }
}
