using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Quern.Engine.Streams;
using Quern.Protocol.Streams;
using Quern.Server.Serving;

namespace Quern.Server.Http.Streams;

/// <summary>The doors of streams, as OpenAPI describes them.</summary>
internal static class StreamRoutes
{
    private const int MostLetters = 200;
    private const int ShownText = 2_000;

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

        var frames = new FeastFrames(states);
        app.MapPost(FeastFrames.PushRoute, (Delegate)((HttpContext context) => frames.PushAsync(context)))
            .WithName("push").WithTags("Streams").WithSummary("Takes rows for a stream, in Feast's shape")
            .WithMetadata(new AcceptsJson(typeof(FeastPushShape)))
            .Produces(200).Produces(413).Produces(422).Produces(429).Produces(503).Produces(507);

        app.MapPost(FeastFrames.WriteRoute, (Delegate)((HttpContext context) => frames.WriteAsync(context)))
            .WithName("writeToOnlineStore").WithTags("Streams").WithSummary("Takes rows for a view whose source has a stream, in Feast's shape: they become events of it")
            .WithMetadata(new AcceptsJson(typeof(FeastWriteShape)))
            .Produces(200).Produces<string>(404).Produces<string>(409).Produces(413).Produces(422).Produces(429).Produces(503).Produces(507);

        var changes = new ChangeStream(states, lifetime);
        app.MapGet("/v1/views/{view}/changes", (string view, HttpContext context) => changes.HandleAsync(view, context))
            .WithName("watchView").WithTags("Streams").WithSummary("What a view's features become as events come, as server-sent events")
            .WithMetadata(
                QueryPart.Words("when", "FEATURE>NUMBER, or another comparison: an event is sent when it begins or ceases to hold for an entity, and not at every change."),
                QueryPart.AnyOf("keys", "KEY=VALUE for join keys of the view: changes of entities with these alone."))
            .Produces(200, contentType: "text/event-stream").Produces(404).Produces(422).Produces(503);

        app.MapGet("/v1/dead-letters", (Delegate)((HttpContext context) => GetLetters(context, states)))
            .WithName("getDeadLetters").WithTags("Streams").WithSummary("The latest events that were refused, or too late for a view").Produces<DeadLettersShape>().Produces(503);

        var replays = new LetterReplays(states);
        lifetime.ApplicationStopped.Register(replays.Dispose);
        app.MapPost(LetterReplays.Route, (Delegate)((HttpContext context) => replays.HandleAsync(context)))
            .WithName("replayDeadLetters").WithTags("Streams").WithSummary("Pushes refused events again, as 'quern dead-letters replay' does; those refused again are dead letters anew")
            .WithDescription("Names dead letters by their numbers. Those that were only late for a view are left alone: the log has them.")
            .WithMetadata(new AcceptsJson(typeof(ReplayShape)))
            .Produces<ReplayAnswerShape>().Produces(413).Produces(422).Produces(429).Produces(503).Produces(507);

        app.MapGet("/v1/streams", (Delegate)((HttpContext context) => GetAsync(context, states)))
            .WithName("getStreams").WithTags("Streams").WithSummary("How each stream is: rate, counts, lag, and how long events take to be seen").Produces<StreamShape[]>().Produces(503);
    }

    private static Task GetLetters(HttpContext context, ServingStates states) => RegistryRoutes.WithState(context, states, state =>
    {
        var (total, letters) = state.StreamStore is { } store ? DeadLetters.Latest(store, MostLetters) : (0, []);
        return context.Response.WriteAsJsonAsync(new DeadLettersShape(total, [.. letters.Select(letter =>
            new DeadLetterShape(letter.Number, letter.Stream, letter.At.ToString(), letter.Code, letter.Reason, letter.Event.Length > ShownText ? letter.Event[..ShownText] + "…" : letter.Event))]));
    });

    private static Task GetAsync(HttpContext context, ServingStates states) =>
        RegistryRoutes.WithState(context, states, state => context.Response.WriteAsJsonAsync(state.Vitals.Select(Shape).ToArray()));

    internal static StreamShape Shape(StreamVitals vitals) => new(
        vitals.Stream, vitals.Events, vitals.PerSecond, vitals.Accepted, vitals.Duplicate, vitals.Late, vitals.Refused, vitals.Lag,
        vitals.Visible.P50?.TotalMilliseconds, vitals.Visible.P99?.TotalMilliseconds, vitals.Fresh.P50?.TotalMilliseconds, vitals.Fresh.P99?.TotalMilliseconds);
}
