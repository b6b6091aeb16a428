using Quern.Values;

namespace Quern.PointInTime;

/// <summary>The rows of a batch as events of a view, before any is chosen: all by the row's number in the batch.</summary>
public readonly ref struct EventRows
{
    /// <summary>The number of each row's entity; negative for none.</summary>
    public required ReadOnlySpan<int> Entities { get; init; }

    /// <summary>Each row's event time, in microseconds.</summary>
    public required ReadOnlySpan<long> Times { get; init; }

    /// <summary>When each row was known, in microseconds; empty when nobody asks.</summary>
    public ReadOnlySpan<long> Known { get; init; }

    /// <summary>Each row's event key; null when the source declares none.</summary>
    public Column? EventKeys { get; init; }

    /// <summary>The columns of the shape.</summary>
    public required ReadOnlySpan<Column> Columns { get; init; }
}
