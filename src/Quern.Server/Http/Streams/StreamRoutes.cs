using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Quern.Protocol.Streams;
using Quern.Server.Serving;

namespace Quern.Server.Http.Streams;

/// <summary>The doors of streams, as OpenAPI describes them.</summary>
internal static class StreamRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServingStates states, ServerOptions options, IHostApplicationLifetime lifetime)
    {
        var events = new StreamEvents(states, lifetime);
        app.MapPost("/v1/streams/{stream}/events", (string stream, HttpContext context) => events.HandleAsync(stream, context))
            .WithName("pushEvents").WithTags("Streams").WithSummary("Takes events: one JSON object, an array, or lines (NDJSON) of any length, as they are or as gzip")
            .WithDescription(
                "Taken events are durable, and the next read sees them. Lines are answered by lines, one for each batch, while the rest is still sent; an object or array once. "
                + "Refused events are told by their place in the body; 422 when an object or array has nothing but them.")
            .WithMetadata(new AcceptsEvents())
            .Produces<PushAnswerShape>(200, "application/json", "application/x-ndjson").Produces<PushAnswerShape>(422)
            .Produces(404).Produces(413).Produces(415).Produces(429).Produces(503).Produces(507);

        app.MapGet("/v1/feeds", (Delegate)((HttpContext context) => FeedRoutes.GetFeeds(context, states)))
            .WithName("getFeeds").WithTags("Streams").WithSummary("What feeds streams from elsewhere, how far it is behind, and what went wrong last").Produces<FeedsShape>().Produces(503);

        var push = new FeastPush(states, options);
        app.MapPost(FeastPush.Route, (Delegate)((HttpContext context) => push.HandleAsync(context)))
            .WithName("push").WithTags("Streams").WithSummary("Takes rows for a stream, in Feast's shape")
            .WithMetadata(new AcceptsJson(typeof(FeastPushShape)))
            .Produces(200).Produces(413).Produces(422).Produces(429).Produces(503).Produces(507);
    }
}
