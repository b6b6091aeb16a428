using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Quern.Engine.Usage;

namespace Quern.Server.Usage;

/// <summary>Who asks, as requests say: by the header <see cref="Header"/> (of gRPC, the metadata), else by the first product of <c>User-Agent</c>.</summary>
internal static class Callers
{
    internal const string Header = "X-Quern-Consumer";

    internal static Consumer Of(HttpContext context, UsageLedger ledger)
    {
        var headers = context.Request.Headers;
        headers.TryGetValue(Header, out var name);
        return ledger.Consumers.Find(First(name), First(headers.UserAgent));
    }

    private static string? First(StringValues values) => values.Count == 0 ? null : values[0];
}
