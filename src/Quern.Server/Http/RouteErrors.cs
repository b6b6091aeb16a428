using Microsoft.AspNetCore.Http;

namespace Quern.Server.Http;

/// <summary>Gives the bare statuses of routing a body that says what would have worked.</summary>
internal static class RouteErrors
{
    internal static async Task InvokeAsync(HttpContext context, RequestDelegate next, string routes = "GET /openapi/v1.json lists the routes.")
    {
        await next(context).ConfigureAwait(false);
        var response = context.Response;
        if (response.HasStarted || response.ContentLength is not null || response.ContentType is not null) return;
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "/");
        if (response.StatusCode == StatusCodes.Status404NotFound)
            await Answers.WriteAsync(response, 404, ServerFindings.UnknownRoute(method, path, routes)).ConfigureAwait(false);
        else if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            await Answers.WriteAsync(response, 405, ServerFindings.WrongMethod(method, path, response.Headers.Allow.ToString())).ConfigureAwait(false);
    }
}
