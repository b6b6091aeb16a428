using System.Text.Json.Nodes;

namespace Quern.Protocol.Online;

/// <summary>One vector at many instants, from history: the answer to <c>POST /v1/series</c>.</summary>
/// <param name="Service">The service; null for features that were named.</param>
/// <param name="Version">The version of the registry.</param>
/// <param name="Times">The instants, ascending, RFC 3339.</param>
/// <param name="Features">The columns.</param>
public sealed record SeriesShape(string? Service, string Version, IReadOnlyList<string> Times, IReadOnlyList<SeriesColumnShape> Features);

/// <summary>One column.</summary>
/// <param name="Name">The column's name in the service.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Values">One value for each instant, null where there is none.</param>
/// <param name="Statuses">One status for each instant, as vectors have them.</param>
public sealed record SeriesColumnShape(string Name, string Type, JsonArray Values, IReadOnlyList<string> Statuses);
