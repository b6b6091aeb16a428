using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Protocol;
using Quern.Server.Clocks;
using Quern.Time;

namespace Quern.Server.Http;

/// <summary>The server's clock: anybody may read it; when it is manual, callers on the same machine may set it.</summary>
internal static class ClockRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServerOptions options)
    {
        MapRead(app, options);

        app.MapPut("/v1/clock", (Delegate)((HttpContext context) => SetAsync(context, options)))
            .WithName("setClock").WithTags("Server").WithSummary("Moves a manual clock; from the server's own machine only")
            .WithMetadata(new AcceptsJson(typeof(ClockShape))).Produces<ClockShape>().Produces(403).Produces(409).Produces(422);
    }

    /// <summary>What tells whether a process is alive, too.</summary>
    internal static void MapRead(IEndpointRouteBuilder app, ServerOptions options) =>
        app.MapGet("/v1/clock", (Delegate)((HttpContext context) => context.Response.WriteAsJsonAsync(Shape(options))))
            .WithName("getClock").WithTags("Server").WithSummary("The instant that counts as now").Produces<ClockShape>();

    internal static ClockShape Shape(ServerOptions options) => new(options.Clock.Now.ToString(), ClockChoice.ModeOf(options.Clock));

    private static async Task SetAsync(HttpContext context, ServerOptions options)
    {
        if (options.Clock is not ManualClock clock)
        {
            await Answers.WriteAsync(context.Response, 409, ServerFindings.ClockIsNotManual(ClockChoice.ModeOf(options.Clock))).ConfigureAwait(false);
            return;
        }

        if (context.Connection.RemoteIpAddress is not { } caller || !IPAddress.IsLoopback(caller))
        {
            await Answers.WriteAsync(context.Response, 403, ServerFindings.ClockIsNotLocal()).ConfigureAwait(false);
            return;
        }

        var text = await ReadNowAsync(context.Request).ConfigureAwait(false);
        if (text is null || !Instant.TryParse(text, out var now))
        {
            await Answers.WriteAsync(context.Response, 422, ServerFindings.BadInstant(text)).ConfigureAwait(false);
            return;
        }

        clock.Set(now);
        await context.Response.WriteAsJsonAsync(Shape(options)).ConfigureAwait(false);
    }

    private static async Task<string?> ReadNowAsync(HttpRequest request)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body).ConfigureAwait(false);
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("now", out var now) && now.ValueKind == JsonValueKind.String
                ? now.GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter of a text that is no UTF-8, or has half a surrogate pair.
            return null;
        }
    }
}
