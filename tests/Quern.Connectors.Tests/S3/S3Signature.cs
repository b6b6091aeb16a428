using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Quern.Connectors.Tests.S3;

/// <summary>AWS Signature Version 4 as a server checks it, in a header or in the query, written from its description and not from a client's code.</summary>
internal static partial class S3Signature
{
    private const string Unsigned = "UNSIGNED-PAYLOAD";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(15);

    /// <summary>The code of the error with which a request is refused; null for one whose signature is right.</summary>
    public static (string Code, string Message)? Refusal(S3Request request, string accessKey, string secretKey, string region, DateTimeOffset now)
    {
        var query = Query(request);
        var isQuery = query.Any(pair => pair.Name == "X-Amz-Signature");
        string? Asked(string name) => query.FirstOrDefault(pair => pair.Name == name).Value;
        string credential, signed, signature, time, payload;
        if (isQuery)
        {
            (credential, signed, signature, time, payload) = (Asked("X-Amz-Credential") ?? "", Asked("X-Amz-SignedHeaders") ?? "", Asked("X-Amz-Signature")!, Asked("X-Amz-Date") ?? "", Unsigned);
            query.RemoveAll(pair => pair.Name == "X-Amz-Signature");
        }
        else
        {
            if (request.Header("Authorization") is not { } header) return ("AccessDenied", "The request is not signed.");
            if (Authorization().Match(header) is not { Success: true } parts) return ("AuthorizationHeaderMalformed", "The header is no AWS4-HMAC-SHA256.");
            (credential, signed, signature) = (parts.Groups[1].Value, parts.Groups[2].Value, parts.Groups[3].Value);
            (time, payload) = (request.Header("x-amz-date") ?? "", request.Header("x-amz-content-sha256") ?? "");
        }

        var scope = credential.Split('/');
        if (scope is not [var key, var day, var place, "s3", "aws4_request"]) return ("AuthorizationHeaderMalformed", "The credential has no scope of S3.");
        if (key != accessKey) return ("InvalidAccessKeyId", "The key is not known.");
        if (place != region) return ("AuthorizationHeaderMalformed", $"The region '{place}' is wrong; expecting '{region}'.");
        if (!DateTimeOffset.TryParseExact(time, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || !time.StartsWith(day, StringComparison.Ordinal)) return ("AccessDenied", "The request has no time.");
        if (isQuery && now > at.AddSeconds(int.Parse(Asked("X-Amz-Expires") ?? "0", CultureInfo.InvariantCulture))) return ("AccessDenied", "Request has expired");
        if (!isQuery && (now - at).Duration() > Tolerance) return ("RequestTimeTooSkewed", "The difference between the request time and the server's time is too large.");
        if (!signed.Split(';').Contains("host")) return ("SignatureDoesNotMatch", "The host is not signed.");
        if (!isQuery && payload != Unsigned && payload != Hash(request.Body)) return (payload.StartsWith("STREAMING", StringComparison.Ordinal) ? "NotImplemented" : "XAmzContentSHA256Mismatch", "The body is not what was signed.");

        var canonical = string.Join('\n',
            request.Method,
            string.Join('/', request.Target.Split('?')[0].Split('/').Select(part => Encode(Uri.UnescapeDataString(part)))),
            string.Join('&', query.Select(pair => $"{Encode(pair.Name)}={Encode(pair.Value)}").Order(StringComparer.Ordinal)),
            string.Concat(signed.Split(';').Select(name => $"{name}:{Spaces().Replace((request.Header(name) ?? "").Trim(), " ")}\n")),
            signed,
            payload);
        var toSign = string.Join('\n', "AWS4-HMAC-SHA256", time, $"{day}/{place}/s3/aws4_request", Hash(Encoding.UTF8.GetBytes(canonical)));
        var signing = new[] { day, place, "s3", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey), (from, text) => HMACSHA256.HashData(from, Encoding.UTF8.GetBytes(text)));
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(signing, Encoding.UTF8.GetBytes(toSign)));
        return expected == signature ? null : ("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.");
    }

    /// <summary>The query as names and values.</summary>
    public static List<(string Name, string Value)> Query(S3Request request) =>
        [.. (request.Target.Split('?', 2) is [_, var text] ? text : "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => (Uri.UnescapeDataString(pair[0]), pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : ""))];

    private static string Encode(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(letter => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' ? ((char)letter).ToString() : $"%{letter:X2}"));

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    [GeneratedRegex("^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$")]
    private static partial Regex Authorization();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
