using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Quern.Server.Telemetry;

/// <summary><c>GET /metrics</c>, as OpenAPI describes it.</summary>
internal static class MetricsRoute
{
    internal static void Map(IEndpointRouteBuilder app, ProcessTelemetry telemetry) =>
        app.MapGet("/metrics", (Delegate)((HttpContext context) =>
            {
                context.Response.ContentType = PrometheusText.ContentType;
                return context.Response.WriteAsync(telemetry.Scrape(), context.RequestAborted);
            }))
            .WithName("getMetrics").WithTags("Server").WithSummary("What the server measures, as Prometheus reads it").Produces<string>(200, "text/plain");
}
