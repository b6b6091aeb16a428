using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Protocol.Explanations;
using Quern.Protocol.Online;
using Quern.Server.History;
using Quern.Server.Serving;

namespace Quern.Server.Http.Vectors;

/// <summary>Vectors in Quern's own form, and what they were made of, as OpenAPI describes them.</summary>
internal static class VectorRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServingStates states, HistoryReads history, ServerOptions options)
    {
        var vectors = new VectorAnswers(states, history, options);
        app.MapPost("/v1/vectors", (Delegate)((HttpContext context) => vectors.HandleAsync(context)))
            .WithName("getVectors").WithTags("Serving").WithSummary("Feature vectors with status, event time, age, version and completeness of each value")
            .WithMetadata([.. VectorQuery.OfVectors]).WithMetadata(new AcceptsJson(typeof(OnlineRequestShape))).Produces<VectorAnswerShape>().Produces(404).Produces(409).Produces(413).Produces(422).Produces(429).Produces(503);

        var series = new SeriesAnswers(states, history, options);
        app.MapPost("/v1/series", (Delegate)((HttpContext context) => series.HandleAsync(context)))
            .WithName("getSeries").WithTags("Serving").WithSummary("One vector at many instants of the past, evenly apart, from history")
            .WithDescription("?from=INSTANT and ?to=INSTANT are the first and the last; ?points=N tells how many there are, 60 by default and 500 at most.")
            .WithMetadata(new AcceptsJson(typeof(OnlineRequestShape))).Produces<SeriesShape>().Produces(404).Produces(413).Produces(422).Produces(429).Produces(503);

        var explanations = new Explanations(states, history, options);
        app.MapPost("/v1/explain", (Delegate)((HttpContext context) => explanations.HandleAsync(context)))
            .WithName("explain").WithTags("Serving").WithSummary("Which events, which pieces of online state, which definitions and which code made each value of one vector")
            .WithMetadata([.. VectorQuery.OfExplanations]).WithMetadata(new AcceptsJson(typeof(OnlineRequestShape))).Produces<ExplanationShape>().Produces(404).Produces(413).Produces(422).Produces(429).Produces(503);
    }
}
