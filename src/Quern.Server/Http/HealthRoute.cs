using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Quern.Server.Http;

/// <summary><c>GET /health</c>, as OpenAPI describes it: of servers and of workers alike.</summary>
internal static class HealthRoute
{
    internal static void Map(IEndpointRouteBuilder app, Func<bool> isReady, IHostApplicationLifetime lifetime) =>
        app.MapGet("/health", () => isReady() && !lifetime.ApplicationStopping.IsCancellationRequested ? Results.Ok() : Results.StatusCode(503))
            .WithName("health").WithTags("Server").WithSummary("200 when requests are answered, 503 while not").Produces(200).Produces(503);
}
