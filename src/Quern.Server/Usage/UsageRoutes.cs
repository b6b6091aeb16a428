using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Engine.Usage;
using Quern.Protocol.Errors;
using Quern.Protocol.Usage;
using Quern.Server.Http;
using Quern.Server.Serving;

namespace Quern.Server.Usage;

/// <summary>What was read and written.</summary>
internal static class UsageRoutes
{
    private const string Usual = "7d";
    private const string Span = "?last=7d tells how far back; at most 90d, and 7d without it.";

    internal static void Map(IEndpointRouteBuilder app, ServingStates states, ServerOptions options)
    {
        var board = new UsageBoard(options);
        app.MapGet("/v1/usage", (string? last, HttpContext context) => AnswerAsync(last, context, hours => context.Response.WriteAsJsonAsync(board.Of(hours))))
            .WithName("getUsage").WithTags("Server").WithSummary("What was read and written of late, by view, service and consumer, and hour by hour")
            .WithDescription(Span).Produces<UsageOverviewShape>().Produces(422).Produces(503);

        app.MapGet("/v1/usage/features", (string? last, HttpContext context) => AnswerAsync(last, context, hours => RegistryRoutes.WithState(context, states, state =>
                context.Response.WriteAsJsonAsync(board.Features(state.Repository, state.Version, hours)))))
            .WithName("getFeatureUsage").WithTags("Server").WithSummary("What was read of features of late, and those that nobody reads")
            .WithDescription(Span).Produces<UsageFeaturesShape>().Produces(422).Produces(503);

        app.MapGet("/v1/views/{view}/usage", (string view, string? last, HttpContext context) => AnswerAsync(last, context, hours => RegistryRoutes.WithState(context, states, state => state.FindView(view) is { } plan
                ? context.Response.WriteAsJsonAsync(board.View(plan.Reference, hours))
                : Answers.WriteAsync(context.Response, 404, RequestErrors.UnknownView(view, state.Project, Hints.Names("Views", state.Repository.Views.Keys), "view").Finding))))
            .WithName("getViewUsage").WithTags("Server").WithSummary("Who reads a view, and when")
            .WithDescription(Span).Produces<UsageDetailShape>().Produces(404).Produces(422).Produces(503);

        app.MapGet("/v1/services/{name}/usage", (string name, string? last, HttpContext context) => AnswerAsync(last, context, hours => RegistryRoutes.WithService(name, context, states, _ =>
                context.Response.WriteAsJsonAsync(board.Service(name, hours)))))
            .WithName("getServiceUsage").WithTags("Server").WithSummary("Who reads a service, and when")
            .WithDescription(Span).Produces<UsageDetailShape>().Produces(404).Produces(422).Produces(503);

        app.MapGet("/v1/services/{name}/traffic", (string name, HttpContext context) => RegistryRoutes.WithService(name, context, states, _ => context.Response.WriteAsJsonAsync(options.Traffic.Tell(name))))
            .WithName("getServiceTraffic").WithTags("Server").WithSummary("How often a service was asked within the last six hours, and how long its answers took, minute by minute, as this server counted")
            .Produces<TrafficShape>().Produces(404).Produces(503);

        var alike = new AlikeBoard(options);
        app.MapGet("/v1/usage/alike", (Delegate)((HttpContext context) => RegistryRoutes.WithState(context, states, async state =>
                await context.Response.WriteAsJsonAsync(await alike.OfAsync(state.Repository.Services.Keys, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false))))
            .WithName("getAlikeFeatures").WithTags("Server").WithSummary("Features that carry the same values in the newest training set of each service")
            .Produces<AlikeShape[]>().Produces(503);
    }

    private static Task AnswerAsync(string? last, HttpContext context, Func<long, Task> answer) => UsageSpan.TryParse(last ?? Usual, out var hours, out var finding)
        ? answer(hours)
        : Answers.WriteAsync(context.Response, StatusCodes.Status422UnprocessableEntity, finding);
}
