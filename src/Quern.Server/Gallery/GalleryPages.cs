using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Quern.Server.Gallery;

/// <summary>
/// Answers with the gallery: its files by their paths, and its page for every address that no route has and that a browser opens. Everything under <c>/v1</c> stays the API's, so that
/// a mistyped route is told as one.
/// </summary>
internal static class GalleryPages
{
    /// <summary>
    /// Scripts are of this server alone. Styles may be inline, since charts and lists place things by them; pages of others may not frame it, and nothing goes elsewhere.
    /// </summary>
    internal const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    internal const string NotBuilt =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Quern</title><p>This server answers under <a href=\"/openapi/v1.json\">/v1</a>; its gallery was not built: run ./quern, or eng/setup.sh ui and build again.</p></html>";

    internal static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (context.GetEndpoint() is not null || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))) return next(context);
        if (GalleryFiles.Find(request.Path.Value ?? "/") is { } file) return SendAsync(context, file);
        if (request.Path.StartsWithSegments("/v1") || !AcceptsHtml(request)) return next(context);
        return GalleryFiles.Index is { } index ? SendAsync(context, index) : SayNotBuiltAsync(context);
    }

    private static bool AcceptsHtml(HttpRequest request) => request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    private static Task SayNotBuiltAsync(HttpContext context)
    {
        Guard(context.Response);
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(NotBuilt);
    }

    private static async Task SendAsync(HttpContext context, GalleryFile file)
    {
        var (request, response) = (context.Request, context.Response);
        Guard(response);
        response.Headers.ETag = file.Tag;
        response.Headers.CacheControl = file.IsHashed ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.Vary = file == GalleryFiles.Index ? "Accept, Accept-Encoding" : "Accept-Encoding";
        if (request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Compare(EntityTagHeaderValue.Parse(file.Tag), useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (bytes, encoding) = Choose(request, file);
        if (encoding is not null) response.Headers.ContentEncoding = encoding;
        response.ContentType = file.ContentType;
        response.ContentLength = bytes.Length;
        if (HttpMethods.IsGet(request.Method)) await response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private static (byte[] Bytes, string? Encoding) Choose(HttpRequest request, GalleryFile file)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding.Where(encoding => encoding.Quality is not 0).Select(encoding => encoding.Value.ToString()).ToArray();
        return accepted.Contains("br", StringComparer.OrdinalIgnoreCase) ? (file.Brotli, "br")
            : accepted.Contains("gzip", StringComparer.OrdinalIgnoreCase) ? (file.Gzip, "gzip")
            : (file.Plain, null);
    }

    private static void Guard(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
