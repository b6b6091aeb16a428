using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.S3;

namespace Quern.Connectors.S3;

/// <summary>What exceptions of the client, and errors of the server, mean: whether another try may help, and what a user is told.</summary>
internal static class S3Errors
{
    /// <summary>Whether it may go well the next time.</summary>
    public static bool IsPassing(Exception failure) => failure switch
    {
        // Of the answer, which may have been an error, only a part came.
        AmazonUnmarshallingException => true,
        AmazonServiceException { StatusCode: HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout } => true,
        AmazonServiceException { ErrorCode: "RequestTimeout" or "SlowDown" or "ConditionalRequestConflict" or "OperationAborted" or "InternalError" } => true,
        _ when Find<AuthenticationException>(failure) is not null => false,
        AmazonServiceException { ErrorCode: { Length: > 0 } } => false,
        _ => Find<HttpRequestException>(failure) is not null || Find<IOException>(failure) is not null || failure is OperationCanceledException or TimeoutException,
    };

    public static bool IsMissingKey(Exception failure) => failure is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } missing && missing.ErrorCode is not "NoSuchBucket";

    /// <summary>Whether an answer without a body says that it is not there, or not for us, and not why.</summary>
    public static bool IsUntold(Exception failure) => IsMissingKey(failure) || failure is AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden };

    public static bool IsMissingUpload(Exception failure) => failure is AmazonS3Exception { ErrorCode: "NoSuchUpload" };

    public static bool IsPrecondition(Exception failure) => failure is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed };

    /// <summary>The exception that a user sees; null for one that is not the client's.</summary>
    public static QuernException? Of(S3Settings settings, string bucket, string name, int attempts, Exception failure)
    {
        if (failure is QuernException told) return told;
        if (Find<AuthenticationException>(failure) is { } tls) return new(S3Findings.Tls(settings, (tls.InnerException ?? tls).Message), failure);
        return failure switch
        {
            OperationCanceledException or TimeoutException => new(S3Findings.Unreachable(settings, $"No answer within {settings.Timeout.TotalSeconds:0} seconds, {attempts} times."), failure),
            AmazonServiceException { ErrorCode: { Length: > 0 } } server => new(OfServer(settings, bucket, name, attempts, server), failure),
            _ when Find<HttpRequestException>(failure) is { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.SecureConnectionError } wrong => new(S3Findings.Tls(settings, $"It answers, but not in HTTP: {wrong.Message}"), failure),
            _ when Find<SocketException>(failure) is { } socket => new(S3Findings.Unreachable(settings, socket.Message), failure),
            _ when Find<HttpRequestException>(failure) is { } request => new(S3Findings.Unreachable(settings, request.Message), failure),
            AmazonServiceException server => new(OfServer(settings, bucket, name, attempts, server), failure),
            AmazonClientException client => new(S3Findings.NoKey(settings, client.Message), failure),
            IOException => new(S3Findings.Unreachable(settings, $"The connection is cut again and again: {failure.Message}"), failure),
            _ => null,
        };
    }

    private static Finding OfServer(S3Settings settings, string bucket, string name, int attempts, AmazonServiceException server) => server switch
    {
        { ErrorCode: "NoSuchBucket" } => S3Findings.NoBucket(settings, bucket),
        { ErrorCode: "RequestTimeTooSkewed" or "RequestExpired" } => S3Findings.Skewed(settings, server.Message),
        { ErrorCode: "SignatureDoesNotMatch" or "InvalidAccessKeyId" or "InvalidToken" or "ExpiredToken" or "AuthorizationHeaderMalformed" or "InvalidSecurity" } => S3Findings.WrongKey(settings, $"It says {server.ErrorCode}: {server.Message}"),
        { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => S3Findings.Denied(settings, name, $"{server.ErrorCode}: {server.Message}"),
        _ when IsPassing(server) => S3Findings.Busy(settings, attempts, $"It says {server.ErrorCode}: {server.Message}"),
        _ => S3Findings.Other(settings, name, $"It says {server.ErrorCode}: {server.Message}"),
    };

    private static T? Find<T>(Exception? failure)
        where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
            if (failure is T found)
                return found;
        return null;
    }
}
