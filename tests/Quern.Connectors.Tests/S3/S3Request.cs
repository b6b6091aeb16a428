using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Quern.Connectors.Tests.S3;

/// <summary>A request as it came: its target is not decoded, for that is what was signed.</summary>
internal sealed record S3Request(string Method, string Target, IHeaderDictionary Headers, byte[] Body)
{
    public static async Task<S3Request> Read(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return new(context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget, context.Request.Headers, body.ToArray());
    }

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
