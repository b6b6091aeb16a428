using System.Globalization;
using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;

namespace Quern.Server.Http.Streams;

/// <summary>How the wire says what the engine and the stores have against a push.</summary>
internal static class StreamErrors
{
    private const int RetryAfterSeconds = 1;

    internal static int StatusOf(Finding finding) => finding.Code switch
    {
        "QRN4031" => StatusCodes.Status404NotFound,
        "QRN6435" => StatusCodes.Status409Conflict,
        "QRN4032" => StatusCodes.Status429TooManyRequests,
        "QRN4005" => StatusCodes.Status507InsufficientStorage,
        "QRN5043" => StatusCodes.Status413PayloadTooLarge,
        "QRN5044" => StatusCodes.Status415UnsupportedMediaType,
        "QRN5045" => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>Whether the same push may go well a moment later.</summary>
    internal static bool IsBusy(QuernException exception) => StatusOf(exception.Findings[0]) == StatusCodes.Status429TooManyRequests;

    /// <summary>Sets the status, and where trying again helps, when.</summary>
    internal static void Prepare(HttpResponse response, Finding finding)
    {
        response.StatusCode = StatusOf(finding);
        if (response.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
    }

    internal static Task WriteAsync(HttpResponse response, Finding finding)
    {
        Prepare(response, finding);
        return Answers.WriteAsync(response, ErrorAnswer.Plain(response.StatusCode, finding));
    }
}
