using Microsoft.AspNetCore.Http;

namespace Quern.Server.Http;

/// <summary>How HTTP says what ends a request and is nobody's fault, or the caller's; what is not here is the server's own trouble.</summary>
internal static class Refusals
{
    /// <summary>The status, and in how many seconds the same may go well; null for what is the server's trouble.</summary>
    internal static (int Status, int? RetryAfterSeconds)? Of(Finding finding) => finding.Code switch
    {
        "QRN5072" or "QRN5106" or "QRN5111" => (StatusCodes.Status429TooManyRequests, 10),
        "QRN5141" => (StatusCodes.Status429TooManyRequests, 2),
        "QRN5107" or "QRN5183" or "QRN5199" or "QRN2006" or "QRN2011" => (StatusCodes.Status404NotFound, null),
        "QRN5108" or "QRN5193" or "QRN2005" => (StatusCodes.Status409Conflict, null),
        "QRN5100" or "QRN5109" or "QRN5110" or "QRN5140" or "QRN5182" => (StatusCodes.Status503ServiceUnavailable, null),
        "QRN3104" => (StatusCodes.Status507InsufficientStorage, null),
        _ => null,
    };
}
