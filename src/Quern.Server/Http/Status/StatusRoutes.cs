using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Quern.Protocol;

namespace Quern.Server.Http.Status;

/// <summary>How the server stands, once and live, as OpenAPI describes it.</summary>
internal static class StatusRoutes
{
    internal static void Map(IEndpointRouteBuilder app, StatusBoard board, IHostApplicationLifetime lifetime)
    {
        app.MapGet("/v1/status", (Delegate)((HttpContext context) => context.Response.WriteAsJsonAsync(board.Now)))
            .WithName("getStatus").WithTags("Server").WithSummary("What is served, how far views are, and what runs").Produces<StatusShape>();

        var stream = new StatusStream(board, lifetime);
        app.MapGet("/v1/status/stream", (Delegate)((HttpContext context) => stream.HandleAsync(context)))
            .WithName("watchStatus").WithTags("Server").WithSummary("The same at once and then whenever it changes, as server-sent events called status")
            .Produces(200, contentType: "text/event-stream").Produces(503);
    }
}
