using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Quern.Engine.Served;

namespace Quern.Server.Served;

/// <summary>The ids of logged requests: the caller's own where it is fit to be one, else one that no other request has, of any server.</summary>
internal static class RequestIds
{
    internal const string Header = "X-Request-Id";

    private static readonly string Process = Guid.NewGuid().ToString("N")[..16];
    private static long _last;

    /// <summary>The id of a request, which its answer tells.</summary>
    internal static string Tell(HttpContext context)
    {
        var id = context.Request.Headers.TryGetValue(Header, out var given) && IsFit(given) ? given.ToString() : Next();
        context.Response.Headers[Header] = id;
        return id;
    }

    /// <summary>Whether a header is one id of letters, digits and <c>- _ . : / + = @</c>, not too long.</summary>
    internal static bool IsFit(StringValues given) =>
        given is [{ Length: > 0 and <= ServedRequest.LongestId } id] && id.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_.:/+=@".Contains(letter, StringComparison.Ordinal));

    private static string Next() => string.Create(CultureInfo.InvariantCulture, $"{Process}-{Interlocked.Increment(ref _last):x}");
}
