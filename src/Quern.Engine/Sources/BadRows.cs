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
/// <param name="quarantine">Takes each row under <see cref="BadRowPolicy.Quarantine"/>; calls do not overlap.</param>
public sealed class BadRows(BadRowPolicy policy, Action<BadRow>? quarantine = null)
{
    private const int Shown = 20;
    private const int Remembered = 1 << 20;
    private readonly List<BadRow> _first = [];
    private readonly HashSet<BadRow> _seen = [];
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
