using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quern.Client.Online;

/// <summary>The answer to a request for vectors.</summary>
internal sealed record OnlineAnswer(IReadOnlyList<OnlineColumn> Results, OnlineMetadata Metadata);

/// <summary>One column of it.</summary>
internal sealed record OnlineColumn(IReadOnlyList<JsonElement> Values, IReadOnlyList<string> Statuses, [property: JsonPropertyName("event_timestamps")] IReadOnlyList<DateTimeOffset> EventTimes);

/// <summary>The names of the columns.</summary>
internal sealed record OnlineMetadata(IReadOnlyList<string> FeatureNames);
