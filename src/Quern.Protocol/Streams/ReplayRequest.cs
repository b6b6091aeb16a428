using System.Text.Json;
using Quern.Protocol.Errors;
using Quern.Protocol.Json;

namespace Quern.Protocol.Streams;

/// <summary>The body of a request to push dead letters again. Fields that it does not know are passed over.</summary>
public static class ReplayRequest
{
    /// <summary>The most dead letters that one request names.</summary>
    public const int MostNumbers = 10_000;

    private const string Field = "numbers";

    /// <summary>Reads a body.</summary>
    /// <param name="body">All of the body.</param>
    /// <param name="findings">Gets everything that is wrong with it; null while nothing is.</param>
    /// <returns>The numbers, each once, in their order; empty where something is wrong.</returns>
    public static IReadOnlyList<long> Read(ReadOnlyMemory<byte> body, ref List<RequestFinding>? findings)
    {
        using var json = ObjectBody.Parse(body, ref findings);
        return json is null ? [] : Numbers(json.RootElement, ref findings);
    }

    private static long[] Numbers(JsonElement json, ref List<RequestFinding>? findings)
    {
        if (!json.TryGetProperty(Field, out var list)) RequestErrors.Add(ref findings, RequestErrors.MissingField(Field, "Add \"numbers\": [7, 8]; GET /v1/dead-letters tells those of the latest."));
        else if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => !IsNumber(item))) RequestErrors.Add(ref findings, RequestErrors.WrongShape(Field, "an array of whole numbers from 0 on", "something else"));
        else if (list.GetArrayLength() > MostNumbers) RequestErrors.Add(ref findings, TooMany(list.GetArrayLength()));
        else return [.. list.EnumerateArray().Select(item => item.GetInt64()).Distinct().Order()];
        return [];
    }

    private static bool IsNumber(JsonElement item) => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number >= 0;

    private static RequestFinding TooMany(int count) => new(
        new("QRN6750", $"{count:N0} dead letters are more than are pushed again at once.", null, $"Name at most {MostNumbers:N0}, or push all of a stream again with 'quern dead-letters replay --stream NAME'."), 422, "too_long", ["body", Field]);
}
