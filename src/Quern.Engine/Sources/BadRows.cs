using Quern.Engine.Expectations;

namespace Quern.Engine.Sources;

/// <summary>What to do with a row that cannot be read as its record declares.</summary>
public enum BadRowPolicy
{
    /// <summary>The whole work fails, and names what it found.</summary>
    Fail,

    /// <summary>The row is put aside where it can be looked at, and the work goes on without it.</summary>
    Quarantine,
}

/// <summary>A row that cannot be used, and why.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="File">The file it is from; null when nobody knows.</param>
/// <param name="Row">Its number in the file, from 1; null when nobody knows.</param>
/// <param name="Column">The column, or the expression, that is wrong.</param>
/// <param name="Value">The offending value as text; null for a null.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record BadRow(string Source, string? File, long? Row, string Column, string? Value, string Reason);

/// <summary>Collects bad rows of one run, from any thread.</summary>
/// <param name="policy">Whether they fail the run.</param>
/// <param name="quarantine">Takes each row under <see cref="BadRowPolicy.Quarantine"/>, and each that is rejected; calls do not overlap.</param>
public sealed class BadRows(BadRowPolicy policy, Action<BadRow>? quarantine = null)
{
    private const int Shown = 20;
    private const int Remembered = 1 << 20;
    private readonly List<BadRow> _first = [];
    private readonly HashSet<BadRow> _seen = [];
    private readonly Dictionary<(string Source, string Name), ExpectationOutcome> _outcomes = [];
    private readonly Lock _lock = new();

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>Takes a bad row. One that is met again, because its source is read for several views or in several passes, counts once where its number is known.</summary>
    public void Add(BadRow row)
    {
        lock (_lock)
        {
            if (row.Row is not null && _seen.Count < Remembered && !_seen.Add(row)) return;
            Count++;
            if (_first.Count < Shown) _first.Add(row);
            if (policy == BadRowPolicy.Quarantine) quarantine?.Invoke(row);
        }
    }

    /// <summary>How many were rejected by what is expected of them.</summary>
    public long Rejected { get; private set; }

    /// <summary>Puts a row aside that was rejected by what is expected of it, whatever the policy: that it can be is what was asked for. One that is met again is put aside once.</summary>
    public void Reject(BadRow row)
    {
        lock (_lock)
        {
            if (_seen.Count < Remembered && !_seen.Add(row)) return;
            Rejected++;
            quarantine?.Invoke(row);
        }
    }

    /// <summary>What came of the expectations of the sources that were read, source by source. Of a source that was read several times it is the reading that had most rows.</summary>
    public IReadOnlyList<ExpectationOutcome> Expectations
    {
        get
        {
            lock (_lock) return [.. _outcomes.Values];
        }
    }

    /// <summary>Takes what came of a source's expectations in one reading.</summary>
    internal void Judged(IReadOnlyList<ExpectationOutcome> outcomes)
    {
        lock (_lock)
            foreach (var outcome in outcomes)
                if (!_outcomes.TryGetValue((outcome.Source, outcome.Name), out var other) || outcome.Rows > other.Rows)
                    _outcomes[(outcome.Source, outcome.Name)] = outcome;
    }

    /// <summary>Fails when there were any and the policy says so.</summary>
    /// <exception cref="QuernException">There were bad rows: the first 20 are named, all are counted.</exception>
    public void ThrowIfFailed()
    {
        if (policy != BadRowPolicy.Fail || Count == 0) return;
        throw new QuernException([.. _first.Select(Describe), .. Rest()]);
    }

    private static Finding Describe(BadRow row)
    {
        var where = (row.File, row.Row) switch
        {
            (null, null) => "",
            (null, { } number) => $", row {number}",
            ({ } file, null) => $", file '{file}'",
            ({ } file, { } number) => $", file '{file}', row {number}",
        };
        var value = row.Value is null ? "null" : $"'{row.Value}'";
        return new("QRN3010", $"source '{row.Source}'{where}: {row.Column} is {value}: {row.Reason}", Hint: "Mend the row, or go on without such rows: --on-bad-row quarantine.");
    }

    private IEnumerable<Finding> Rest()
    {
        if (Count > Shown) yield return new("QRN3010", $"… and {Count - Shown} more bad rows");
    }
}
