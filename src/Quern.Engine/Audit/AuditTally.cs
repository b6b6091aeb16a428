using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Audit;

/// <summary>Counts what an audit finds.</summary>
internal sealed class AuditTally(AuditRequest request)
{
    private readonly Dictionary<string, long> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<(string View, SkewCause Cause), long> _causes = [];
    private readonly List<AuditExample> _examples = [];
    private readonly List<string> _notes = [];
    private long _different;

    /// <summary>Gets how many rows were compared.</summary>
    public long Compared { get; private set; }

    public void Note(string text)
    {
        if (!_notes.Contains(text)) _notes.Add(text);
    }

    /// <summary>Adds how many values of each group were compared.</summary>
    public void Add(AuditPart part, long[] values)
    {
        for (var group = 0; group < values.Length; group++)
            if (values[group] > 0)
                _values[part.Compared.Names[group]] = _values.GetValueOrDefault(part.Compared.Names[group]) + values[group];
    }

    public void AddRows(long compared, long different) => (Compared, _different) = (Compared + compared, _different + different);

    /// <summary>Adds a row that differs, with its causes.</summary>
    public void Add(AuditPart part, AuditedRow row, ResultColumn?[] computed)
    {
        for (var i = 0; i < row.Differs.Length; i++)
        {
            if (!row.Differs[i]) continue;
            var (column, view) = (part.Compared.Columns[i], part.Compared.Names[part.Compared.Columns[i].Group]);
            var (cause, evidence) = row.At(i);
            var count = _causes[(view, cause)] = _causes.GetValueOrDefault((view, cause)) + 1;
            if (count > request.MostExamples) continue;
            _examples.Add(new(row.Row.RequestId, row.Row.Row, row.Row.At, row.Row.Version, Keys(part, row.Place), view, column.Name, AuditPart.Side(part.Vectors.Outputs[column.Served], row.Place), AuditPart.Side(computed[i]!, row.Place), cause, evidence));
        }
    }

    public AuditReport Report(AuditedVersion current, Interval served, long logged, long young) => new(
        request.Service,
        current.Version,
        served,
        new(logged, young, Compared, _different),
        [.. _values.OrderBy(view => view.Key, StringComparer.Ordinal).Select(view => new AuditedView(view.Key, view.Value, _causes.Where(cause => cause.Key.View == view.Key).Sum(cause => cause.Value)))],
        [.. _causes.OrderBy(cause => cause.Key.View, StringComparer.Ordinal).ThenBy(cause => cause.Key.Cause).Select(cause => new AuditRate(cause.Key.View, cause.Key.Cause, cause.Value))],
        _examples,
        _notes);

    private static KeyValuePair<string, Value>[] Keys(AuditPart part, int place) =>
        [.. part.Answered.Plan.JoinKeys.Select((key, i) => KeyValuePair.Create(key.Name, part.Vectors.Inputs[i][place]))];
}
