using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Engine.Served;
using Quern.Protocol.Served;

namespace Quern.Server.Served;

/// <summary>What is logged of what the server answers, and what became of it.</summary>
internal static class LogRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServerOptions options) =>
        app.MapGet("/v1/log", (Delegate)((HttpContext context) => context.Response.WriteAsJsonAsync(Shape(options.Served))))
            .WithName("getLog").WithTags("Serving").WithSummary("How many served rows are logged, and how many were dropped").Produces<LogShape>();

    private static LogShape Shape(ServedLog? log) => log is null
        ? new(0, null, [])
        : new(log.WaitingBytes, log.Trouble?.ToString(), [.. log.Counts.Select(counts => new LoggedServiceShape(counts.Service, counts.Sample, counts.Written, counts.Dropped))]);
}
