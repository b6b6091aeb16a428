using Microsoft.AspNetCore.OpenApi;

namespace Quern.Server.Http;

/// <summary>What the OpenAPI document says about the whole.</summary>
internal static class OpenApiText
{
    internal static void Describe(OpenApiOptions options) => options.AddOperationTransformer(QueryPart.Describe).AddDocumentTransformer((document, _, _) =>
    {
        document.Info.Title = "Quern";
        document.Info.Version = "v1";
        document.Info.Description = "Feature vectors in Feast's shape, and the registry that they come from.";
        return Task.CompletedTask;
    });
}
