using System.Text.Json;

namespace Quern.Client.Online;

/// <summary>The answer to a request for vectors with all that is known of each value.</summary>
internal sealed record TimelyAnswer(IReadOnlyDictionary<string, JsonElement[]> Keys, IReadOnlyList<TimelyColumn> Features, long? CutValues)
{
    /// <summary>The same as columns, the keys first.</summary>
    public Vectors ToVectors() => new([.. Keys.Keys, .. Features.Select(feature => feature.Name)], [.. Keys.Values.Select(Key), .. Features.Select(Feature)], CutValues ?? 0);

    private static OnlineColumn Key(JsonElement[] values) =>
        new(values, [.. values.Select(value => value.ValueKind == JsonValueKind.Null ? "NULL_VALUE" : "PRESENT")], [.. values.Select(_ => DateTimeOffset.UnixEpoch)]);

    private static OnlineColumn Feature(TimelyColumn column) =>
        new(column.Values, column.Statuses, [.. column.Values.Select((_, row) => column.EventTimes?[row] ?? DateTimeOffset.UnixEpoch)]);
}

/// <summary>One feature of it.</summary>
internal sealed record TimelyColumn(string Name, IReadOnlyList<JsonElement> Values, IReadOnlyList<string> Statuses, IReadOnlyList<DateTimeOffset?>? EventTimes);
