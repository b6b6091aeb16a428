using System.Text.Json;

namespace Quern.Client;

/// <summary>Makes exceptions of what servers answer.</summary>
internal static class ClientErrors
{
    public const string Unreachable = "QRN5112";

    private const int Shown = 200;

    public static QuernClientException Lost(Uri? address, Exception cause) => new(
        0, [new(Unreachable, $"The server at {address?.GetLeftPart(UriPartial.Authority) ?? "no address"} cannot be reached.", cause.Message, "Start it with quern serve, or correct the BaseAddress of the HttpClient.")], cause);

    public static QuernClientException NotQuern(int status, string body, Exception? cause = null) => new(
        status, [new("QRN5113", "The answer is not one of a Quern server.", body.Length > Shown ? body[..Shown] + "…" : body, "Check the address, and that client and server are of like versions.")], cause);

    /// <summary>The exception for an answer that is no success. Five forms: a list, one finding, that of a push, and the two of Feast's, which are JSON within a JSON string.</summary>
    public static QuernClientException Of(int status, string body, TimeSpan? retryAfter)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            return new(status, Read(answer.RootElement)) { RetryAfter = retryAfter };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return NotQuern(status, body, e);
        }
    }

    private static IReadOnlyList<Finding> Read(JsonElement answer)
    {
        if (answer.ValueKind == JsonValueKind.String) return [ReadText(answer.GetString()!)];
        if (answer.TryGetProperty("error", out var error)) answer = error;
        var detail = answer.GetProperty("detail");
        return detail.ValueKind == JsonValueKind.Array && detail.GetArrayLength() > 0
            ? [.. detail.EnumerateArray().Select(item => new Finding(Text(item, "code"), item.GetProperty("msg").GetString()!, null, Text(item, "hint")))]
            : [new Finding(Text(answer, "code"), detail.GetString()!, null, Text(answer, "hint"))];
    }

    private static Finding ReadText(string text)
    {
        if (text.StartsWith('{'))
        {
            using var inner = JsonDocument.Parse(text);
            return new(Text(inner.RootElement, "code"), inner.RootElement.GetProperty("message").GetString()!, null, Text(inner.RootElement, "hint"));
        }

        var (code, rest) = text.Split(": ", 2) is [{ Length: 7 } first, var after] && first.StartsWith("QRN", StringComparison.Ordinal) ? (first, after) : (null, text);
        return rest.Split(" Hint: ", 2) is [var message, var hint] ? new(code, message, null, hint) : new(code, rest);
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
