using System.Text.Json;
using Quern.Protocol.Errors;
using Quern.Protocol.Json;

namespace Quern.Protocol.Registry;

/// <summary>The body of a request to go back to an older commit. Fields that it does not know are passed over.</summary>
public static class RollbackRequest
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">All of the body.</param>
    /// <param name="findings">Gets everything that is wrong with it; null while nothing is.</param>
    /// <returns>What is asked for; zeros where something is wrong.</returns>
    public static RollbackShape Read(ReadOnlyMemory<byte> body, ref List<RequestFinding>? findings)
    {
        using var json = ObjectBody.Parse(body, ref findings);
        return json is null ? new(0, 0) : new(Number(json.RootElement, "to", ref findings), Number(json.RootElement, "over", ref findings));
    }

    private static int Number(JsonElement json, string field, ref List<RequestFinding>? findings)
    {
        if (!json.TryGetProperty(field, out var value)) RequestErrors.Add(ref findings, RequestErrors.MissingField(field, "Add \"to\", the commit to go back to, and \"over\", the latest one, as GET /v1/registry/commits/{number}/rollback tells them."));
        else if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number) || number < 1) RequestErrors.Add(ref findings, RequestErrors.WrongShape(field, "a whole number from 1 on", "something else"));
        else return number;
        return 0;
    }
}
