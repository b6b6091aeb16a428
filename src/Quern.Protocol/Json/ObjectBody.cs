using System.Text.Json;
using System.Text.Unicode;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;

namespace Quern.Protocol.Json;

/// <summary>The body of a small request, which is one object.</summary>
internal static class ObjectBody
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">All of the body.</param>
    /// <param name="findings">Gets what is wrong with it; null while nothing is.</param>
    /// <returns>Null where it is not an object.</returns>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> body, ref List<RequestFinding>? findings)
    {
        try
        {
            if (!Utf8.IsValid(body.Span)) throw new JsonException("It holds bytes that are not UTF-8.");
            var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object) return json;
            json.Dispose();
            RequestErrors.Add(ref findings, RequestErrors.Malformed("It is not an object."));
        }
        catch (JsonException e)
        {
            RequestErrors.Add(ref findings, RequestErrors.Malformed(JsonNames.Reason(e)));
        }

        return null;
    }
}
