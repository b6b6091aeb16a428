using Quern.Definitions;
using Quern.Engine.Events;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Expectations;

/// <summary>Judges the batches of one thread.</summary>
internal sealed class RowChecker(RowChecks checks, ExpectationTally? tally)
{
    private readonly Dictionary<int, string> _troubles = [];
    private bool[] _rejected = [];
    private bool[] _judged = [];
    private long[] _times = [];
    private int[] _counting = [];

    /// <summary>Gets what each row of the last batch failed first that is rejected, or that pauses where <see cref="RowChecks.Acts"/> says so, and why it cannot be computed where it cannot.</summary>
    public Dictionary<int, (ExpectationDefinition Expectation, string? Trouble)> Rejections { get; } = [];

    /// <summary>Judges rows; gives by row which of them are rejected, or pause, valid until the next batch, or null where none is.</summary>
    public bool[]? Take(EventBatch batch)
    {
        var source = checks.Source;
        Rejections.Clear();
        // A filter that cannot be computed is told by those who make something of the rows.
        var filter = source.Filter?.Evaluate(batch, _ => true, (_, _) => { });
        var times = tally is null ? null : (Int64Column)source.EventTime.Evaluate(batch);
        if (times is not null) Count(batch.Count, times, filter);
        for (var i = 0; i < source.Expectations.Count; i++)
            if (checks.IsJudged(source.Expectations[i]))
                Judge(i, batch, filter, times);
        if (checks.Series is { } series && times is not null) series.Take(batch, times.Values, Counting(batch.Count));
        if (Rejections.Count == 0) return null;
        if (_rejected.Length < batch.Count) _rejected = new bool[batch.Count];
        Array.Clear(_rejected);
        foreach (var row in Rejections.Keys) _rejected[row] = true;
        return _rejected;
    }

    private void Count(int rows, Int64Column times, Column? filter)
    {
        if (_judged.Length < rows) (_judged, _times) = (new bool[rows], new long[rows]);
        var values = times.Values;
        var count = 0;
        for (var row = 0; row < rows; row++)
        {
            // What has no time that can be used is a bad row.
            var time = new Instant(values[row]);
            _judged[row] = SelectedRows.Passes(filter, row) && !times.IsNull(row) && time.IsUsable && (checks.Times is not { } told || told.Contains(time));
            if (_judged[row]) _times[count++] = values[row];
        }

        tally!.AddRows(_times.AsSpan(0, count));
    }

    private ReadOnlySpan<int> Counting(int rows)
    {
        if (_counting.Length < rows) _counting = new int[rows];
        var count = 0;
        for (var row = 0; row < rows; row++)
            if (_judged[row] && (Rejections.Count == 0 || !Rejections.ContainsKey(row)))
                _counting[count++] = row;
        return _counting.AsSpan(0, count);
    }

    private void Judge(int number, EventBatch batch, Column? filter, Int64Column? times)
    {
        var expectation = checks.Source.Expectations[number];
        _troubles.Clear();
        var unmet = (Int64Column)expectation.Unmet.Evaluate(batch, row => SelectedRows.Passes(filter, row), _troubles.Add);
        var values = unmet.Values;
        for (var row = NextOf(values, 0); row < values.Length; row = NextOf(values, row + 1))
            if (!unmet.IsNull(row) && SelectedRows.Passes(filter, row))
                Fail(number, expectation, batch, row, times, null);
        foreach (var (row, trouble) in _troubles) Fail(number, expectation, batch, row, times, trouble);
    }

    // Most rows are as they should be.
    private static int NextOf(ReadOnlySpan<long> values, int from) => values[from..].IndexOfAnyExcept(0L) is >= 0 and var next ? from + next : values.Length;

    private void Fail(int number, ExpectationDefinition expectation, EventBatch batch, int row, Int64Column? times, string? trouble)
    {
        var isNew = expectation.OnFail == checks.Acts && Rejections.TryAdd(row, (expectation, trouble));
        if (times is null || !_judged[row] || !checks.IsTold(expectation, batch, times.Values[row])) return;
        tally!.AddFailure(number, batch, row, times.Values[row], trouble);
        if (isNew) checks.PutAside(new(checks.Source.Name, batch.File, batch.NumberOf(row), expectation.Condition.Text, Values(expectation, batch, row, times.Values[row]), Reason(expectation, trouble)));
    }

    private static string Values(ExpectationDefinition expectation, EventBatch batch, int row, long time) => $"{new Instant(time)} {ExpectationTally.Text(expectation, batch, row)}";

    /// <summary>Why a row is rejected.</summary>
    public static string Reason(ExpectationDefinition expectation, string? trouble) =>
        trouble is null ? $"rejected: it fails '{expectation.Name}'" : $"rejected: it fails '{expectation.Name}', which cannot be computed: {trouble}";

    /// <summary>Why a row of the last batch pauses.</summary>
    public string PauseReason(EventBatch batch, int row)
    {
        var ((expectation, trouble), times) = (Rejections[row], (Int64Column)checks.Source.EventTime.Evaluate(batch));
        return $"'{expectation.Name}' of {checks.Source.Name} is not met: {new FailedRow(new(times.Values[row]), null, null, ExpectationTally.Text(expectation, batch, row), trouble)}";
    }
}
