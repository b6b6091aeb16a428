using Microsoft.AspNetCore.Http.Metadata;

namespace Quern.Server.Http;

/// <summary>
/// Describes a body of JSON that the route reads itself, whatever its content type says: none, or a form's, as <c>curl -d</c> sends it, is not refused.
/// </summary>
internal sealed class AcceptsJson(Type shape) : IAcceptsMetadata
{
    public IReadOnlyList<string> ContentTypes => ["application/json", "*/*"];

    public Type? RequestType => shape;

    public bool IsOptional => true;
}
