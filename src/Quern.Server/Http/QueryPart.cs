using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Quern.Server.Http;

/// <summary>A part of an address after the question mark, as OpenAPI describes it. It is metadata of a route; none is required.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Schema">What it may be.</param>
internal sealed record QueryPart(string Name, string Description, OpenApiSchema Schema)
{
    public static QueryPart Truth(string name, string description) => new(name, description, new() { Type = JsonSchemaType.Boolean, Default = false });

    public static QueryPart Whole(string name, string description, int least, int most) =>
        new(name, description, new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = Text(least), Maximum = Text(most) });

    public static QueryPart Instant(string name, string description) => new(name, description, new() { Type = JsonSchemaType.String, Format = "date-time" });

    public static QueryPart Words(string name, string description) => new(name, description, new() { Type = JsonSchemaType.String });

    /// <summary>Any names that the route knows, each a part of its own: an object in OpenAPI's terms.</summary>
    public static QueryPart AnyOf(string name, string description) =>
        new(name, description, new() { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String } });

    /// <summary>Adds to the description of a route the parts that it has.</summary>
    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        foreach (var part in context.Description.ActionDescriptor.EndpointMetadata.OfType<QueryPart>())
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = part.Name,
                In = ParameterLocation.Query,
                Description = part.Description,
                Schema = part.Schema,
                Style = part.Schema.Type == JsonSchemaType.Object ? ParameterStyle.Form : null,
                Explode = part.Schema.Type == JsonSchemaType.Object,
            });
        return Task.CompletedTask;
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
