using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Server.Http;

namespace Quern.Server.Telemetry;

/// <summary>The spans of the activity source <c>Quern</c>: one for each request, materialization and training set. While nobody listens there are none, and nothing is paid for them.</summary>
internal static class Spans
{
    internal const string SourceName = "Quern";

    internal static ActivitySource Source { get; } = new(SourceName);

    /// <summary>Makes a span of a request, within the caller's own where its <c>traceparent</c> names one. Requests that only look after the server have none.</summary>
    internal static Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        Source.HasListeners() && context.Request.Path.Value is not ("/health" or "/metrics") ? TraceAsync(context, next) : next(context);

    private static async Task TraceAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out var parent);
        using var span = Source.StartActivity(
            request.Method, ActivityKind.Server, parent, [new("http.request.method", request.Method), new("url.path", request.Path.Value), new("url.scheme", request.Scheme)]);
        await next(context).ConfigureAwait(false);
        if (span is null) return;
        if (RouteOf(context) is { } route)
        {
            span.DisplayName = $"{request.Method} {route}";
            span.SetTag("http.route", route);
        }

        span.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
    }

    // The hot path is answered before routing.
    private static string? RouteOf(HttpContext context) =>
        context.Request.Path.Value == OnlineFeatures.Route ? OnlineFeatures.Route : (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
}
