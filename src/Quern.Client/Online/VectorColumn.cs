using System.Text.Json;

namespace Quern.Client.Online;

/// <summary>
/// The values of one column by row. Each typed access gives null where there is no value, and throws <see cref="InvalidOperationException"/> where the value is of another type.
/// </summary>
public sealed class VectorColumn
{
    private readonly OnlineColumn _column;

    internal VectorColumn(string name, OnlineColumn column) => (Name, _column) = (name, column);

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>Whether a row has a value, or why it has none.</summary>
    public ValueStatus Status(int row = 0) => _column.Statuses[row] switch
    {
        "PRESENT" => ValueStatus.Present,
        "NULL_VALUE" => ValueStatus.NullValue,
        "NOT_FOUND" => ValueStatus.NotFound,
        "OUTSIDE_MAX_AGE" => ValueStatus.OutsideMaxAge,
        "INVALID" => ValueStatus.Invalid,
        "FAILED" => ValueStatus.Failed,
        "OVERFLOW" => ValueStatus.Overflow,
        "TOO_MANY_VALUES" => ValueStatus.TooManyValues,
        "TIMED_OUT" => ValueStatus.TimedOut,
        "DEFAULT" => ValueStatus.Default,
        "LAST_GOOD" => ValueStatus.LastGood,
        var other => throw ClientErrors.NotQuern(200, $"It has the status '{other}'."),
    };

    /// <summary>The instant that a row's value is of; null where there is none, as for keys and on-demand features.</summary>
    public DateTimeOffset? EventTime(int row = 0) => _column.EventTimes[row] is var time && time == DateTimeOffset.UnixEpoch ? null : time;

    /// <summary>A value as JSON; null where there is none.</summary>
    public JsonElement? Json(int row = 0) => _column.Values[row] is { ValueKind: not JsonValueKind.Null } value ? value : null;

    /// <summary>A real, or a whole number as one.</summary>
    public double? Double(int row = 0) => Json(row)?.GetDouble();

    /// <summary>A whole number.</summary>
    public long? Int64(int row = 0) => Json(row)?.GetInt64();

    /// <summary>A truth value.</summary>
    public bool? Boolean(int row = 0) => Json(row)?.GetBoolean();

    /// <summary>A text.</summary>
    public string? Text(int row = 0) => Json(row)?.GetString();

    /// <summary>An instant, to the second.</summary>
    public DateTimeOffset? Time(int row = 0) => Int64(row) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The numbers of an embedding.</summary>
    public IReadOnlyList<float>? Embedding(int row = 0) => Json(row) is { } value ? [.. value.EnumerateArray().Select(number => number.GetSingle())] : null;

    /// <summary>The items of a list; an item may be null where a lookup has no value for it.</summary>
    public IReadOnlyList<JsonElement?>? List(int row = 0) => Json(row) is { } value ? [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? (JsonElement?)null : item)] : null;
}
