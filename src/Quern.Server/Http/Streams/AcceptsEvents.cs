using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;

namespace Quern.Server.Http.Streams;

/// <summary>Describes a body of events, whose form is told from its content where its type does not say that it is lines.</summary>
internal sealed class AcceptsEvents : IAcceptsMetadata
{
    public IReadOnlyList<string> ContentTypes => ["application/json", "application/x-ndjson", "*/*"];

    public Type? RequestType => typeof(JsonNode);

    public bool IsOptional => false;
}
