using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Engine.Registry.Code;
using Quern.Protocol.Registry;
using Quern.Server.Serving;

namespace Quern.Server.Http.Registry;

/// <summary>The C# that definitions were written in, as OpenAPI describes it.</summary>
internal static class SourceRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServingStates states) =>
        app.MapGet("/v1/definitions/{thing}/{name}/source", (string thing, string name, HttpContext context) => RegistryRoutes.WithState(context, states, state => AnswerAsync(state, thing, name, context.Response)))
            .WithName("getDefinitionSource").WithTags("Registry").WithSummary("The C# that a definition was written in: its file, and its lines there")
            .WithDescription("The thing is entity, source, view, lookup, on-demand or service; a view has its version behind its name when that is not 1: view@2.").Produces<DefinitionSourceShape>().Produces(404).Produces(503);

    private static Task AnswerAsync(ServingState state, string thing, string name, HttpResponse response)
    {
        var reference = ReferenceOf(state, thing, name) ?? throw new QuernException(ServerFindings.NoDefinition(thing, name));
        var excerpt = (state.Definitions ?? throw new QuernException(CodeFindings.NotKept())).Find(thing, reference);
        return response.WriteAsJsonAsync(new DefinitionSourceShape(excerpt.File, excerpt.Member, excerpt.FirstLine, excerpt.LastLine, excerpt.TextLine, excerpt.Text, excerpt.IsWhole));
    }

    // What a definition of that name is called where it was made; null where there is none.
    private static string? ReferenceOf(ServingState state, string thing, string name)
    {
        var definition = state.Repository.Definition;
        return thing switch
        {
            "entity" => Known(definition.Entities.Any(entity => entity.Name == name)),
            "source" => Known(definition.Sources.Any(source => source.Name == name)),
            "view" => state.FindView(name)?.Reference,
            "lookup" => Known(definition.Lookups.Any(lookup => lookup.Name == name)),
            // One method may give several features.
            "on-demand" => definition.OnDemand.FirstOrDefault(method => method.Name == name)?.Name ?? definition.OnDemand.FirstOrDefault(method => method.Outputs.Any(output => output.Name == name))?.Name,
            "service" => Known(state.Repository.Services.ContainsKey(name)),
            _ => null,
        };

        string? Known(bool isThere) => isThere ? name : null;
    }
}
