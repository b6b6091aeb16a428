using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Protocol.Materialization;

namespace Quern.Server.Http;

/// <summary>The routes that bring views up to an instant, as OpenAPI describes them.</summary>
internal static class MaterializationRoutes
{
    private static readonly QueryPart[] Flags =
    [
        QueryPart.Truth(Materializations.Async, "Whether to answer with 202 before the work is done."),
        QueryPart.Truth(Materializations.Force, "Whether to run views that are under way already again after that, where the answer is 409 otherwise."),
    ];

    internal static void Map(IEndpointRouteBuilder app, Materializations materializations)
    {
        app.MapPost(Materializations.Route, (Delegate)((HttpContext context) => materializations.HandleAsync(context, isIncremental: false)))
            .WithName("materialize").WithTags("Materialization").WithSummary("Brings views' events of a range of time online, in Feast's shape")
            .WithMetadata([.. Flags]).WithMetadata(new AcceptsJson(typeof(MaterializeShape)))
            .Produces(200).Produces<MaterializeAnswerShape>(202).Produces<string>(404).Produces<MaterializeAnswerShape>(409).Produces(413).Produces(422).Produces(429).Produces(503).Produces(507);

        app.MapPost(Materializations.IncrementalRoute, (Delegate)((HttpContext context) => materializations.HandleAsync(context, isIncremental: true)))
            .WithName("materializeIncremental").WithTags("Materialization").WithSummary("Brings views up to an instant from where they are, in Feast's shape")
            .WithMetadata([.. Flags]).WithMetadata(new AcceptsJson(typeof(MaterializeShape)))
            .Produces(200).Produces<MaterializeAnswerShape>(202).Produces<string>(404).Produces<MaterializeAnswerShape>(409).Produces(413).Produces(422).Produces(429).Produces(503).Produces(507);

        app.MapGet(Materializations.StatusRoute, (Delegate)((HttpContext context) => materializations.GetAsync(context)))
            .WithName("getMaterializations").WithTags("Materialization").WithSummary("How far each view's materialization is, or how the last one went").Produces<MaterializationShape[]>();
    }
}
